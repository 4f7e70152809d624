package remote

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestRead(t *testing.T) {
	for _, size := range []int{0, 1, firstBytes - 1, firstBytes, firstBytes + 1, 1<<20 + 17} {
		s := serve(t, text(size))
		f, err := open(t, testClient(), s.URL+"/log")
		if err != nil {
			t.Fatal(err)
		}
		if info, _ := f.Stat(); info.Size() != int64(size) || !info.Mode().IsRegular() {
			t.Errorf("%d bytes: %d bytes, %v", size, info.Size(), info.Mode())
		}
		readAll(t, f, s.data)
		f.Close()
	}
}

// Workers read windows in any order, a little apart.
func TestReadAt(t *testing.T) {
	s := serve(t, text(2<<20))
	s.cut = func(n int64) int {
		if n%3 == 0 {
			return int(n*1111) % (32 << 10)
		}
		return -1
	}
	f, err := open(t, testClient(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var wait sync.WaitGroup
	const window = 10_000
	next := make(chan int64)
	for range 4 {
		wait.Go(func() {
			for off := range next {
				p := make([]byte, window+500)
				n, err := f.ReadAt(p, off)
				want := s.data[off:min(off+int64(len(p)), int64(len(s.data)))]
				if !bytes.Equal(p[:n], want) || (err == io.EOF) != (len(want) < len(p)) || err != nil && err != io.EOF {
					t.Errorf("at %d: %d bytes, %v", off, n, err)
				}
			}
		})
	}
	for off := int64(0); off < int64(len(s.data)); off += window {
		next <- off
	}
	close(next)
	wait.Wait()
	if asked := s.requests.Load(); asked > 300 {
		t.Errorf("%d requests for 64 blocks", asked)
	}
}

// A look at some places does not fetch the rest.
func TestLook(t *testing.T) {
	s := serve(t, text(4<<20))
	f, err := open(t, testClient(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p := make([]byte, 5000)
	for _, off := range []int64{0, 2 << 20, 4<<20 - 5000, 1 << 20} { // far apart
		if _, err := f.ReadAt(p, off); err != nil || !bytes.Equal(p, s.data[off:off+5000]) {
			t.Errorf("at %d: %v", off, err)
		}
	}
	if want := "bytes=0-65535 bytes=2097152-2102151 bytes=4189304-4194303 bytes=1048576-1053575"; strings.Join(s.ranges, " ") != want {
		t.Errorf("asked for %v, want %s", s.ranges, want)
	}
}

// Whatever breaks and comes back, the bytes are those of the object.
func TestFaults(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var mu sync.Mutex
	chance := func(one int) bool {
		mu.Lock()
		defer mu.Unlock()
		return r.IntN(one) == 0
	}
	for name, fault := range map[string]func(s *server){
		"cut": func(s *server) {
			s.cut = func(int64) int {
				mu.Lock()
				defer mu.Unlock()
				return r.IntN(2*32<<10) - 1
			}
		},
		"500":  func(s *server) { s.refused = refuseSome(chance, 500) },
		"503":  func(s *server) { s.refused = refuseSome(chance, 503) },
		"429":  func(s *server) { s.refused = refuseSome(chance, 429) },
		"slow": func(s *server) { s.header = func(int64, http.Header) { time.Sleep(2 * time.Millisecond) } },
		"later": func(s *server) {
			s.refused = refuseSome(chance, 503)
			s.header = func(_ int64, h http.Header) { h.Set("Retry-After", "0") }
		},
		"weak": func(s *server) { s.tag.Store(`W/"weak"`) },
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, text(1<<20))
			fault(s)
			c := testClient()
			c.patience.tries = 30
			f, err := open(t, c, s.URL)
			if err != nil {
				t.Fatal(err)
			}
			readAll(t, f, s.data)
		})
	}
}

// refuseSome refuses one request in three.
func refuseSome(chance func(int) bool, code int) func(int64) int {
	return func(int64) int {
		if chance(3) {
			return code
		}
		return 0
	}
}

// What cannot be mended is said.
func TestErrors(t *testing.T) {
	later := func(code int) func(int64) int { // once it is being read
		return func(n int64) int {
			if n > 3 {
				return code
			}
			return 0
		}
	}
	for name, test := range map[string]struct {
		fault func(s *server)
		want  string
	}{
		"404":       {func(s *server) { s.refused = func(int64) int { return 404 } }, "404 Not Found: there is no such file"},
		"403":       {func(s *server) { s.refused = func(int64) int { return 403 } }, "403 Forbidden: it is not for everybody, or a signed URL is past its time"},
		"403 later": {func(s *server) { s.refused = later(403) }, "403 Forbidden: it is not for everybody, or a signed URL is past its time"},
		"401":       {func(s *server) { s.refused = func(int64) int { return 401 } }, "401 Unauthorized: it wants a user and a password: https://USER:PASSWORD@HOST/PATH"},
		"500":       {func(s *server) { s.refused = func(int64) int { return 500 } }, "the server answers 500 Internal Server Error"},
		"changed":   {func(s *server) { s.header = func(n int64, _ http.Header) { changeAt(s, n) } }, errChanged.Error()},
		"changed ETag": {func(s *server) {
			s.tag.Store(`W/"one"`) // for which there is no condition
			s.header = func(n int64, _ http.Header) { changeAt(s, n) }
		}, errChanged.Error()},
		"other range": {func(s *server) { s.header = func(n int64, _ http.Header) { s.shift.Store(min(n-1, 1)) } }, errOtherRange.Error()},
		"patience": {func(s *server) {
			s.refused = func(int64) int { return 429 }
			s.header = func(_ int64, h http.Header) { h.Set("Retry-After", "3600") }
		}, "429 Too Many Requests: the server wants to be left alone for 1h0m0s"},
		"broken": {func(s *server) { s.cut = func(int64) int { return 0 } }, errBroken.Error()},
		"stream": {func(s *server) { s.noRanges, s.cut = true, func(int64) int { return 100_000 } }, "the connection broke; the server has no ranges, by which to resume"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, text(1<<20))
			test.fault(s)
			f, err := open(t, testClient(), s.URL+"/log?signature=secret")
			if err == nil {
				var got []byte
				got, err = io.ReadAll(f)
				if !bytes.Equal(got, s.data[:len(got)]) {
					t.Error("what was read is not what the server has")
				}
			}
			if err == nil || err.Error() != test.want || strings.Contains(err.Error(), "secret") {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// changeAt makes the object another one with the fourth request.
func changeAt(s *server, n int64) {
	if n == 4 {
		s.tag.Store(`"two"`)
	}
}

// A server that sends nothing any more is given up.
func TestStall(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "1000")
		w.Write([]byte("begin"))
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	}))
	defer s.Close()
	c := testClient()
	c.patience.stall = 50 * time.Millisecond
	f, err := open(t, c, s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(f); string(got) != "begin" || err == nil || !strings.HasPrefix(err.Error(), errStalled.Error()) {
		t.Errorf("%q, %v", got, err)
	}
}

// A read that waits ends when the file is closed, or when nobody wants it.
func TestDone(t *testing.T) {
	for _, ranges := range []bool{true, false} {
		s := serve(t, text(1<<20))
		hold := make(chan struct{})
		s.noRanges = !ranges
		s.header = func(n int64, _ http.Header) {
			if n > 1 {
				<-hold
			}
		}
		if !ranges {
			s.data = nil
			s.cut = func(int64) int { <-hold; return -1 }
			s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Write([]byte("begin"))
				w.(http.Flusher).Flush()
				<-hold
			})
		}
		c := testClient()
		name, _ := c.Name(s.URL)
		done := make(chan struct{})
		f, err := c.Open(name, done)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		go func() {
			_, err := io.Copy(io.Discard, f)
			ended <- err
		}()
		time.Sleep(10 * time.Millisecond)
		close(done)
		if err := <-ended; err == nil {
			t.Errorf("ranges %v: read to its end", ranges)
		}
		close(hold)
	}
}

// Servers without ranges, and what they do to a file for the way.
func TestStream(t *testing.T) {
	data := text(300_000)
	zipped := new(bytes.Buffer)
	z := gzip.NewWriter(zipped)
	z.Write(data)
	z.Close()
	for _, test := range []struct {
		encoding string
		body     []byte
		want     []byte
	}{
		{"", data, data},
		{"identity", data, data},
		{"gzip", zipped.Bytes(), data},
		{"", zipped.Bytes(), zipped.Bytes()}, // it is the file that is compressed
	} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept-Encoding") != "identity" {
				t.Errorf("asks for %q", r.Header.Get("Accept-Encoding"))
			}
			if test.encoding != "" {
				w.Header().Set("Content-Encoding", test.encoding)
			}
			w.Write(test.body)
		}))
		f, err := open(t, testClient(), s.URL)
		if err != nil {
			t.Fatal(err)
		}
		if info, _ := f.Stat(); info.Mode().IsRegular() {
			t.Error("can be read at any place")
		}
		readAll(t, f, test.want)
		s.Close()
	}
}

// An object with ranges whose bytes are encoded for the way is read as a whole.
func TestEncodedRange(t *testing.T) {
	data := text(200_000)
	zipped := new(bytes.Buffer)
	z := gzip.NewWriter(zipped)
	z.Write(data)
	z.Close()
	s := serve(t, zipped.Bytes())
	s.header = func(_ int64, h http.Header) { h.Set("Content-Encoding", "gzip") }
	f, err := open(t, testClient(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, f, data)
}

func TestRedirect(t *testing.T) {
	s := serve(t, text(200_000))
	told := make(chan string, 100)
	to := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		told <- r.Referer()
		s.ServeHTTP(w, r)
	}))
	defer to.Close()
	from := httptest.NewServer(http.RedirectHandler(to.URL+"/log?signature=secret", http.StatusFound))
	defer from.Close()
	f, err := open(t, testClient(), from.URL+"/log?signature=other")
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, f, s.data)
	if referrer := <-told; referrer != "" {
		t.Errorf("whom it is sent to is told of %s", referrer)
	}
	nowhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "http://[::1/%zz?signature=secret")
		w.WriteHeader(http.StatusFound)
	}))
	defer nowhere.Close()
	if _, err := open(t, testClient(), nowhere.URL); err == nil || err.Error() != errNowhere.Error() {
		t.Errorf("sent nowhere: %v", err)
	}

	plain := &http.Request{URL: &url.URL{Scheme: "http"}, Header: make(http.Header)}
	secure := &http.Request{URL: &url.URL{Scheme: "https"}, Header: make(http.Header)}
	if err := checkRedirect(plain, []*http.Request{secure}); !errors.Is(err, errDowngrade) {
		t.Errorf("from https to http: %v", err)
	}
	if err := checkRedirect(secure, []*http.Request{plain}); err != nil {
		t.Errorf("from http to https: %v", err)
	}
	round := httptest.NewServer(http.RedirectHandler("/again", http.StatusFound))
	defer round.Close()
	if _, err := open(t, testClient(), round.URL); err == nil || err.Error() != errRedirects.Error() {
		t.Errorf("round and round: %v", err)
	}
}

func TestPassword(t *testing.T) {
	s := serve(t, text(100))
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "u" || password != "p" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		s.ServeHTTP(w, r)
	})
	f, err := open(t, testClient(), strings.Replace(s.URL, "://", "://u:p@", 1))
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, f, s.data)
}

// Whom nobody knows is said in words.
func TestTLS(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	s.Config.ErrorLog = nil
	if _, err := open(t, testClient(), s.URL); err == nil || !strings.Contains(err.Error(), "SSL_CERT_FILE") {
		t.Errorf("unknown authority: %v", err)
	}
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	if _, err := open(t, testClient(), strings.Replace(plain.URL, "http:", "https:", 1)); err == nil || !strings.HasPrefix(err.Error(), "does not speak TLS") {
		t.Errorf("no TLS: %v", err)
	}
	if _, err := open(t, testClient(), "http://127.0.0.1:1/log"); err == nil || !strings.HasPrefix(err.Error(), "cannot be reached: ") {
		t.Errorf("nobody there: %v", err)
	}
}

func TestName(t *testing.T) {
	c := New()
	for _, test := range [][2]string{
		{"https://host/a.log", "https://host/a.log"},
		{"https://u:p@host/a.log?X-Signature=1", "https://host/a.log#2"},
		{"https://u:p@host/a.log?X-Signature=1", "https://host/a.log#2"},
		{"HTTP://Host:80", "http://Host:80/"},
		{"https://host/a%2Fb#x", "https://host/a%2Fb"},
	} {
		if got, err := c.Name(test[0]); got != test[1] || err != nil {
			t.Errorf("%s: %q %v, want %q", test[0], got, err, test[1])
		}
	}
	for _, bad := range []string{"https://", "http:///a", "https://ho st/", "https://h/%zz"} {
		if got, err := c.Name(bad); err == nil {
			t.Errorf("%s: %q", bad, got)
		}
	}
}

// Who reads on has more and more under way, and no more than there may be.
func TestAhead(t *testing.T) {
	s := serve(t, text(2<<20))
	var now, most atomic.Int64
	s.header = func(int64, http.Header) {
		most.Store(max(most.Load(), now.Add(1)))
		time.Sleep(3 * time.Millisecond)
		now.Add(-1)
	}
	f, err := open(t, testClient(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	readAll(t, f, s.data)
	if n := most.Load(); n < 2 || n > maxRequests {
		t.Errorf("%d requests at once", n)
	}
}
