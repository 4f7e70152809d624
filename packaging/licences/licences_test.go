package licences

import (
	"bytes"
	"slices"
	"testing"
	"testing/fstest"
)

// TestOwnLicences checks which files of a repository are taken for licences of
// what is not ours.
func TestOwnLicences(t *testing.T) {
	repository := fstest.MapFS{}
	want := []string{"docs/COPYING", "report/uPlot/notice.txt", "uPlot/uPlot.LICENSE"}
	for _, name := range append(want, "LICENSE", "THIRD_PARTY_LICENSES", "beam/THIRD_PARTY_LICENSES", "licences/licences.go",
		".git/LICENSE", "report/testdata/LICENSE", "report/node_modules/x/LICENSE", "report/sublicense.txt") {
		repository[name] = &fstest.MapFile{}
	}
	if got, err := ownLicences(repository); err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

// TestNone checks that nothing is passed over because it says of no licence.
func TestNone(t *testing.T) {
	if err := add(new(bytes.Buffer), "example.org/module v1.0.0"); err == nil {
		t.Error("no error for a module without a licence")
	}
}
