package bench

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
)

// The small logs in testdata are checked against the generator, so that they
// can be made again.
func TestExampleIsTheLogInTestdata(t *testing.T) {
	check := func(name string, o ExampleOptions) {
		t.Helper()
		want, err := os.ReadFile("../testdata/logs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := Example(&got, o); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("testdata/logs/%s is not what Example(%+v) writes", name, o)
		}
	}
	check("access.log", ExampleOptions{})
	for _, format := range Formats() {
		check(format+".log", ExampleOptions{Lines: 120, Format: format, Seed: 2})
	}
}

func TestExampleRejectsBadOptions(t *testing.T) {
	check := func(want string, o ExampleOptions) {
		t.Helper()
		if err := Example(&bytes.Buffer{}, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want one with %q", o, err, want)
		}
	}
	check("cannot write 19 lines", ExampleOptions{Lines: 19})
	check(`unknown format "xml"`, ExampleOptions{Format: "xml"})
	full := errors.New("disk full")
	if err := Example(failingWriter{full}, ExampleOptions{}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}
