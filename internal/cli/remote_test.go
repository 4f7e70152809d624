package cli

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// served begins a server of the files in a folder. With breaks, a connection of
// three breaks before its answer is whole.
func served(t *testing.T, folder string, ranges, breaks bool) *httptest.Server {
	t.Helper()
	files := http.FileServer(http.Dir(folder))
	requests := make(chan int, 1)
	requests <- 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := <-requests
		requests <- n + 1
		switch {
		case !ranges:
			r.Header.Del("Range")
			r.Header.Del("If-Range")
			files.ServeHTTP(w, r)
		case breaks && n%3 == 1:
			files.ServeHTTP(&breaking{w, 40_000}, r)
		default:
			files.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// breaking is an answer whose connection breaks after so many bytes.
type breaking struct {
	http.ResponseWriter
	left int
}

func (w *breaking) Write(p []byte) (int, error) {
	if len(p) > w.left {
		w.ResponseWriter.Write(p[:w.left])
		w.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	w.left -= len(p)
	return w.ResponseWriter.Write(p)
}

// bigLog writes a log of some thousand lines, and the same compressed.
func bigLog(t *testing.T, folder string) {
	t.Helper()
	var text, packed bytes.Buffer
	for i := range 9_000 {
		fmt.Fprintf(&text, "192.0.2.%d - - [%s] \"GET /page/%d?n=%d HTTP/1.1\" %d %d\n", i%250,
			time.Date(2026, 3, 1, 0, 0, i, 0, time.UTC).Format("02/Jan/2006:15:04:05 -0700"), i%700, i, 200+i%7, i)
	}
	z := gzip.NewWriter(&packed)
	z.Write(text.Bytes())
	z.Close()
	for name, b := range map[string][]byte{"a.log": text.Bytes(), "a.log.gz": packed.Bytes()} {
		if err := os.WriteFile(filepath.Join(folder, name), b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// What a server has is answered as what lies on the disk, byte for byte but for
// the name.
func TestRemote(t *testing.T) {
	folder := t.TempDir()
	bigLog(t, folder)
	for _, question := range [][]string{
		{"top", "path", "-m", "count,sum_bytes,p95_bytes", "--json"},
		{"--since", "2026-03-01 01:00", "--until", "2026-03-01 02:00", "top", "status", "--json"},
		{"timeline", "1h", "--last", "1h", "-o", "tsv"},
		{"print", "--fields", "time,path,file", "-j", "3"},
		{"print", "-s", "time", "--fields", "client"},
		{"find", `n=(\d)`},
		{"--sequential", "top", "file"},
	} {
		for _, name := range []string{"a.log", "a.log.gz"} {
			local := filepath.Join(folder, name)
			want, wantErrs, wantCode := wf(t, "", append(question, local)...)
			for _, way := range []struct{ ranges, breaks bool }{{true, false}, {true, true}, {false, false}} {
				if !way.ranges && strings.Contains(strings.Join(question, " "), "--last") {
					continue // which a stream does not have
				}
				s := served(t, folder, way.ranges, way.breaks)
				got, errs, code := wf(t, "", append(question, strings.Replace(s.URL, "://", "://u:secret@", 1)+"/"+name+"?signature=secret")...)
				got, errs = strings.ReplaceAll(got, s.URL+"/"+name, local), strings.ReplaceAll(errs, s.URL+"/"+name, local)
				if got != want || errs != wantErrs || code != wantCode {
					t.Errorf("%v of %s, %+v: exit %d, want %d\n%.500s%s\nwant\n%.500s%s", question, name, way, code, wantCode, got, errs, want, wantErrs)
				}
				s.Close()
			}
		}
	}
}

// Secrets of URLs are never shown, and what a server refuses is said.
func TestRemoteMessages(t *testing.T) {
	folder := t.TempDir()
	bigLog(t, folder)
	s := served(t, folder, true, false)
	secret := strings.Replace(s.URL, "://", "://u:secret@", 1)
	check := func(want string, wantCode int, args ...string) {
		t.Helper()
		out, errs, code := wf(t, "", args...)
		if strings.Contains(out+errs, "secret") {
			t.Errorf("%v: a secret is shown:\n%s%s", args, out, errs)
		}
		errs = strings.ReplaceAll(errs, s.URL, "URL")
		if ok, _ := regexp.MatchString(want, errs); !ok || code != wantCode {
			t.Errorf("%v: exit %d, %swant %d, %s", args, code, errs, wantCode, want)
		}
	}
	check(`^wf: URL/none.log: 404 Not Found: there is no such file\n$`, exitFailed, "top", "path", secret+"/none.log?secret")
	check(`^wf: URL/none.log: 404 Not Found: there is no such file\n`, exitIncomplete, "top", "path", "--json", "--stats", secret+"/none.log?secret", secret+"/a.log?secret")
	check(`^wf: -F follows files and pipes; what a server has does not come by itself\n$`, exitFailed, "top", "path", "-F", secret+"/a.log?secret")
	check(`^wf: a URL is none: want https://HOST/PATH\n$`, exitFailed, "top", "path", "https://u:secret@/a%zz")
	check(`^$`, exitOK, "-o", "html", secret+"/a.log?secret")
	check(`^wf: URL/a.log: given twice\n`, exitOK, "top", "class", secret+"/a.log?secret", secret+"/a.log?secret")
}

// Ranges of what a server has, dealt out, saved and merged, are the whole of it.
func TestRemoteRanges(t *testing.T) {
	folder := t.TempDir()
	bigLog(t, folder)
	s := served(t, folder, true, true)
	url := s.URL + "/a.log?signature=secret"
	plan, errs, code := wf(t, "", "plan", "--splits", "3", url)
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, errs)
	}
	var saved []string
	for i, line := range strings.Split(strings.TrimSpace(plan), "\n") {
		words := strings.Fields(strings.ReplaceAll(line, "'", ""))
		saved = append(saved, filepath.Join(folder, fmt.Sprint(i, ".wfp")))
		if _, errs, code := wf(t, "", append([]string{"top", "path", "-o", saved[i]}, words...)...); code != exitOK {
			t.Fatalf("%s: exit %d: %s", line, code, errs)
		}
	}
	got, _, _ := wf(t, "", append([]string{"merge", "--json"}, saved...)...)
	want, _, _ := wf(t, "", "top", "path", "--json", url)
	if got != want || strings.Contains(got, "secret") {
		t.Errorf("%d parts come to\n%.500s\nwant\n%.500s", len(saved), got, want)
	}
	for i := range saved {
		saved[i] = s.URL + "/" + filepath.Base(saved[i]) + "?signature=secret"
	}
	if got, errs, _ := wf(t, "", append([]string{"merge", "--json"}, saved...)...); got != want {
		t.Errorf("saved counts that a server has come to\n%.500s%s", got, errs)
	}
	if _, errs, code := wf(t, "", "top", "path", "--range", "0-100", served(t, folder, false, false).URL+"/a.log"); code != exitFailed {
		t.Errorf("a range of a stream: exit %d: %s", code, errs)
	}
}

// A side of a comparison may be what a server has, without what its URL hides.
func TestRemoteDiff(t *testing.T) {
	folder := t.TempDir()
	bigLog(t, folder)
	url := served(t, folder, true, true).URL + "/a.log"
	local := filepath.Join(folder, "a.log")
	got, errs, code := wf(t, "", "diff", "--by", "path", "-o", "csv", url+"?signature=secret", local)
	want, _, _ := wf(t, "", "diff", "--by", "path", "-o", "csv", local, local)
	if code != exitOK || got != want || !strings.Contains(errs, url) || strings.Contains(got+errs, "secret") {
		t.Errorf("exit %d: %s\n%.500s\nwant\n%.500s", code, errs, got, want)
	}
}

// A file that changes while it is read is no mixture.
func TestRemoteChange(t *testing.T) {
	folder := t.TempDir()
	bigLog(t, folder)
	requests := 0
	files := http.FileServer(http.Dir(folder))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests++; requests == 3 {
			f, err := os.OpenFile(filepath.Join(folder, "a.log"), os.O_APPEND|os.O_WRONLY, 0)
			if err == nil {
				io.WriteString(f, "more\n")
				f.Close()
			}
		}
		files.ServeHTTP(w, r)
	}))
	defer s.Close()
	if _, errs, code := wf(t, "", "top", "class", s.URL+"/a.log"); code != exitIncomplete || !strings.Contains(errs, "was changed while being read; ask again") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
