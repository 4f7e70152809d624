package main

import (
	"flag"
	"testing"

	"wf/packaging/licences"
)

// -update is a flag of Beam.
var writeLicences = flag.Bool("licences", false, "write THIRD_PARTY_LICENSES instead of comparing with it")

// TestLicences compares THIRD_PARTY_LICENSES with what wf-beam is linked from.
func TestLicences(t *testing.T) {
	if err := licences.Check("wf-beam", "..", *writeLicences); err != nil {
		t.Error(err)
	}
}
