package browser

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// mostBytes is what any page may have, so that mail takes it.
const mostBytes = 1_500_000

// TestSize makes pages of logs of any size, and of one whose every text is long,
// different from line to line, and grows when it is written in a page.
func TestSize(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	long := strings.Repeat(`'<&>%`, 400)
	for i := range 3000 {
		n := strconv.Itoa(i)
		log.WriteString("192.0.2." + n + " - " + n + long + " [01/Mar/2026:10:" + strconv.Itoa(10+i/60) + ":" + strconv.Itoa(10+i%50) + " +0000] \"GET /" + n + long + " HTTP/1.1\" " + []string{"200", "404", "500"}[i%3] + " 5 \"https://a.example/" + n + long + "\" \"" + n + long + "\"\n")
	}
	large := filepath.Join(t.TempDir(), "large.log")
	if err := os.WriteFile(large, log.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{wordpress, timed, large} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			info, err := os.Stat(writeReport(t, name))
			if err != nil {
				t.Fatal(err)
			}
			if info.Size() > mostBytes {
				t.Errorf("%d bytes", info.Size())
			}
			t.Logf("%d bytes", info.Size())
		})
	}
	if info, err := os.Stat(large); err != nil || info.Size() < 10_000_000 {
		t.Errorf("the log is not large: %v", err)
	}
}
