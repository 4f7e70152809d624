package main

import (
	"context"
	"math"
	"strings"
	"time"

	fnpb "github.com/apache/beam/sdks/v2/go/pkg/beam/model/fnexecution_v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// names makes the short names of a worker's metrics its own. Each worker gives
// its metrics short names, 1, 2, 3, in the order in which it comes upon them, and
// Prism keeps one table of them for all workers of a job: with two it reads the
// numbers of one as those of the other, and the job fails, sometimes.
type names string

// dial connects as Beam's workers do, with names in the way of what is said about
// metrics.
func (n names) dial(_ context.Context, endpoint string, _ time.Duration) (*grpc.ClientConn, error) {
	return grpc.NewClient(endpoint,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(math.MaxInt32), grpc.WaitForReady(true)),
		grpc.WithStreamInterceptor(n.intercept))
}

// intercept opens a stream on which the names are those of the worker alone.
func (n names) intercept(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, open grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	s, err := open(ctx, desc, cc, method, opts...)
	if err != nil {
		return nil, err
	}
	return &namedStream{s, n}, nil
}

// namedStream is a stream between a worker and a runner.
type namedStream struct {
	grpc.ClientStream
	names names
}

// SendMsg puts the worker before the names of metrics.
func (s *namedStream) SendMsg(m any) error {
	if r, ok := m.(*fnpb.InstructionResponse); ok {
		if p := r.GetProcessBundle(); p != nil {
			p.MonitoringData = own(s.names, p.MonitoringData)
		}
		if p := r.GetProcessBundleProgress(); p != nil {
			p.MonitoringData = own(s.names, p.MonitoringData)
		}
		if p := r.GetMonitoringInfos(); p != nil {
			p.MonitoringInfo = own(s.names, p.MonitoringInfo)
		}
	}
	return s.ClientStream.SendMsg(m)
}

// RecvMsg takes the worker off the names that the runner asks about.
func (s *namedStream) RecvMsg(m any) error {
	err := s.ClientStream.RecvMsg(m)
	if r, ok := m.(*fnpb.InstructionRequest); ok && err == nil {
		ids := r.GetMonitoringInfos().GetMonitoringInfoId()
		for i, id := range ids {
			ids[i] = strings.TrimPrefix(id, string(s.names)+" ")
		}
	}
	return err
}

// own returns by with the worker before each of its names.
func own[V any](n names, by map[string]V) map[string]V {
	all := make(map[string]V, len(by))
	for name, v := range by {
		all[string(n)+" "+name] = v
	}
	return all
}
