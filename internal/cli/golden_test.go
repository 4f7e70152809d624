package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wf/internal/wfp"
)

// writtenBy is the version in an answer.
var writtenBy = regexp.MustCompile(`^\{"meta":\{"version":"[^"]*"`)

// TestGolden reads saved partials of former versions: they give the answers that
// they gave then, and saved anew they hold the same.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/wfp/*.wfp")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		saved, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(strings.TrimSuffix(path, ".wfp") + ".json")
		if err != nil {
			t.Fatal(err)
		}
		answer, _, messages, err := Merge([][]byte{saved}, []string{"--json"})
		if err != nil {
			t.Errorf("%s: %v, %s", path, err, messages)
			continue
		}
		if got := writtenBy.ReplaceAll(answer, nil); !bytes.Equal(got, writtenBy.ReplaceAll(want, nil)) {
			t.Errorf("%s: another answer:\n%.500s\nwant\n%.500s", path, got, want)
		}
		again, _, _, err := Merge([][]byte{saved}, []string{"-o", "wfp"})
		if err != nil {
			t.Fatal(err)
		}
		once, _, _, err := Merge([][]byte{again}, []string{"-o", "wfp"})
		if err != nil || !bytes.Equal(once, again) {
			t.Errorf("%s: merged twice it is another file (%v)", path, err)
		}
		if whole := heldBy(t, saved); len(whole) == 1 && whole[0] != heldBy(t, again)[0] {
			t.Errorf("%s: saved anew it holds\n%.500s\nwant\n%.500s", path, heldBy(t, again)[0], whole[0])
		}
	}
}

// heldBy is what saved partials hold, but for who wrote them.
func heldBy(t *testing.T, saved []byte) (all []string) {
	r := wfp.NewReader(bytes.NewReader(saved))
	defer r.Close()
	for {
		h, err := r.Next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		h.Version = ""
		text, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		for range h.Questions {
			from, err := r.Body()
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(from)
			if err != nil {
				t.Fatal(err)
			}
			text = append(text, body...)
		}
		if err := r.End(); err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
}
