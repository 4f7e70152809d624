package remote

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// server is one that has an object, and faults.
type server struct {
	*httptest.Server
	data     []byte
	requests atomic.Int64
	refused  func(n int64) int // the status to answer request n with, or 0
	header   func(n int64, h http.Header)
	cut      func(n int64) int // bytes after which the connection of request n breaks; -1 is none
	noRanges bool
	shift    atomic.Int64 // by which ranges are wrong
	tag      atomic.Value

	mu     sync.Mutex
	ranges []string // asked for
}

// serve begins a server of data that does as others do.
func serve(t testing.TB, data []byte) *server {
	s := &server{data: data}
	s.tag.Store(`"one"`)
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := s.requests.Add(1)
	s.mu.Lock()
	s.ranges = append(s.ranges, r.Header.Get("Range"))
	s.mu.Unlock()
	if s.header != nil {
		s.header(n, w.Header())
	}
	if s.refused != nil {
		if code := s.refused(n); code != 0 {
			w.WriteHeader(code)
			return
		}
	}
	tag := s.tag.Load().(string)
	w.Header().Set("ETag", tag)
	if want := r.Header.Get("If-Match"); want != "" && want != tag {
		w.WriteHeader(http.StatusPreconditionFailed)
		return
	}
	data := s.data
	if asked := r.Header.Get("Range"); asked != "" && !s.noRanges {
		var lo, hi int64
		fmt.Sscanf(asked, "bytes=%d-%d", &lo, &hi)
		size := int64(len(s.data))
		if lo >= size {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", size))
			w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
			return
		}
		hi = min(hi, size-1)
		lo = min(lo+s.shift.Load(), hi)
		data = data[lo : hi+1]
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", lo, hi, size))
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.WriteHeader(http.StatusPartialContent)
	}
	if s.cut != nil {
		if cut := s.cut(n); cut >= 0 && cut < len(data) {
			w.Write(data[:cut])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
	}
	w.Write(data)
}

// testClient is a Client in a hurry, of small blocks.
func testClient() *Client {
	c := New()
	c.block = 32 << 10
	c.patience = patience{tries: 4, first: time.Millisecond, most: 5 * time.Millisecond, asked: 50 * time.Millisecond, stall: 200 * time.Millisecond}
	return c
}

// open opens the object behind a URL.
func open(t testing.TB, c *Client, url string) (*File, error) {
	t.Helper()
	name, err := c.Name(url)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	return c.Open(name, done)
}

// text is some data that is not the same twice.
func text(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)}).Read(b)
	return b
}

// readAll reads a file from its beginning.
func readAll(t testing.TB, f *File, want []byte) {
	t.Helper()
	got, err := io.ReadAll(f)
	if err != nil {
		t.Fatalf("after %d bytes: %v", len(got), err)
	}
	if !bytes.Equal(got, want) {
		t.Fatalf("%d bytes that are others than the %d of the server", len(got), len(want))
	}
}
