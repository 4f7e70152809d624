package main

import (
	"testing"

	fnpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/fnexecution_v1"
	"google.golang.org/grpc"
)

// echo is a runner that asks about all names that it is told.
type echo struct {
	grpc.ClientStream
	told []string
}

func (e *echo) SendMsg(m any) error {
	for name := range m.(*fnpb.InstructionResponse).GetProcessBundleProgress().GetMonitoringData() {
		e.told = append(e.told, name)
	}
	return nil
}

func (e *echo) RecvMsg(m any) error {
	m.(*fnpb.InstructionRequest).Request = &fnpb.InstructionRequest_MonitoringInfos{
		MonitoringInfos: &fnpb.MonitoringInfosMetadataRequest{MonitoringInfoId: e.told},
	}
	return nil
}

// TestNames checks that two workers never tell of the same name, and are asked
// about names that they know.
func TestNames(t *testing.T) {
	for _, worker := range []names{"job_go", "job_go-1"} {
		runner := new(echo)
		s := &namedStream{runner, worker}
		if err := s.SendMsg(&fnpb.InstructionResponse{Response: &fnpb.InstructionResponse_ProcessBundleProgress{
			ProcessBundleProgress: &fnpb.ProcessBundleProgressResponse{MonitoringData: map[string][]byte{"1": nil}},
		}}); err != nil {
			t.Fatal(err)
		}
		if len(runner.told) != 1 || runner.told[0] != string(worker)+" 1" {
			t.Errorf("%s told of %q", worker, runner.told)
		}
		var asked fnpb.InstructionRequest
		if err := s.RecvMsg(&asked); err != nil {
			t.Fatal(err)
		}
		if ids := asked.GetMonitoringInfos().GetMonitoringInfoId(); len(ids) != 1 || ids[0] != "1" {
			t.Errorf("%s is asked about %q", worker, ids)
		}
	}
}
