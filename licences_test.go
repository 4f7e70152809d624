package main

import (
	"os/exec"
	"testing"

	"wf/packaging/licences"
)

// TestLicences compares THIRD_PARTY_LICENSES with what wf is linked from.
func TestLicences(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go command")
	}
	if err := licences.Check("wf", ".", *update); err != nil {
		t.Error(err)
	}
}
