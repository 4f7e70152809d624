package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wf/internal/wfp"
)

// FuzzMerge merges a saved partial whose header and bodies are anybody's: it is an
// answer or an error that is no panic, and what is saved anew can be read.
func FuzzMerge(f *testing.F) {
	files, _ := filepath.Glob("../../testdata/wfp/*.wfp")
	for _, path := range files {
		saved, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		r := wfp.NewReader(bytes.NewReader(saved))
		h, err := r.Next()
		if err != nil {
			f.Fatal(err)
		}
		h.Questions = h.Questions[:1]
		body, err := r.Body()
		if err != nil {
			f.Fatal(err)
		}
		text, _ := json.Marshal(h)
		bytes, _ := io.ReadAll(body)
		f.Add(text, bytes)
		r.Close()
	}
	f.Fuzz(func(t *testing.T, header, body []byte) {
		h := new(wfp.Header)
		if json.Unmarshal(header, h) != nil || len(h.Questions) == 0 || len(h.Questions) > 4 {
			return
		}
		var b bytes.Buffer
		w, err := wfp.NewWriter(&b, h)
		if err != nil {
			return
		}
		for range h.Questions {
			to, _ := w.Body()
			to.Write(body)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		for _, output := range []string{"json", "table", "wfp"} {
			answer, _, _, err := Merge([][]byte{b.Bytes()}, []string{"-o", output, "--max-memory", "64M"})
			if err != nil && strings.HasPrefix(err.Error(), "internal error") {
				t.Fatalf("%s: %v", header, err)
			}
			if output != "wfp" || err != nil {
				continue
			}
			if _, _, messages, err := Merge([][]byte{answer}, []string{"--json"}); err != nil {
				t.Errorf("saved anew: %v, %s", err, messages)
			}
		}
	})
}
