package parallel

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// The experiments by which maps in parallel are usually judged, each as a plain
// loop and with several workers. Two need the processor and scale with its
// cores, two wait and scale past them, and one is too small to be worth it.

func BenchmarkFactors(b *testing.B)    { sweep(b, numbers(400), factors) }
func BenchmarkDownloads(b *testing.B)  { sweep(b, newSite(b).urls(52), download) }
func BenchmarkThumbnails(b *testing.B) { sweep(b, pictures(24), thumbnail) }
func BenchmarkSleep(b *testing.B)      { sweep(b, naps, nap) }
func BenchmarkSquares(b *testing.B)    { sweep(b, numbers(1000), square) }

func TestFamilyHasTheAnswersOfTheLoop(t *testing.T) {
	compare(t, numbers(50), factors)
	compare(t, newSite(t).urls(20), download)
	compare(t, pictures(5), thumbnail)
	compare(t, naps, nap)
	compare(t, numbers(1000), square)
}

// sweep measures the experiment, after it has compared its answers. The speedup
// is over the loop.
func sweep[T, R any](b *testing.B, items []T, f func(T) (R, error)) {
	compare(b, items, f)
	var serial time.Duration // of one loop
	measure := func(name string, run func() ([]R, error)) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := run(); err != nil {
					b.Fatal(err)
				}
			}
			each := b.Elapsed() / time.Duration(b.N)
			if name == "serial" {
				serial = each
			}
			b.ReportMetric(float64(len(items))/each.Seconds(), "items/s")
			if serial > 0 {
				b.ReportMetric(float64(serial)/float64(each), "speedup")
			}
		})
	}
	measure("serial", func() ([]R, error) { return plainMap(items, f) })
	for _, workers := range []int{1, 2, 4, 8} {
		measure(fmt.Sprintf("workers=%d", workers), func() ([]R, error) { return Map(workers, items, f) })
	}
}

// compare checks that Map and MapSeq give what the loop does.
func compare[T, R any](t testing.TB, items []T, f func(T) (R, error)) {
	t.Helper()
	want, err := plainMap(items, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, workers := range []int{1, 2, 3, 8} {
		if got, err := Map(workers, items, f); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers: Map is not what the loop gives, or failed: %v", workers, err)
		}
		var got []R
		for _, r := range MapSeq(workers, items, func(item T) R { r, _ := f(item); return r }) {
			got = append(got, r)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%d workers: MapSeq is not what the loop gives", workers)
		}
	}
}

// plainMap is Map as a loop.
func plainMap[T, R any](items []T, f func(T) (R, error)) ([]R, error) {
	results := make([]R, len(items))
	for i, item := range items {
		var err error
		if results[i], err = f(item); err != nil {
			return nil, err
		}
	}
	return results, nil
}

// numbers returns n numbers whose factors take about as long to find.
func numbers(n int) (list []uint64) {
	for i := range uint64(n) {
		list = append(list, 20_000_000_000+i)
	}
	return list
}

// factors returns the prime factors of n by trial division.
func factors(n uint64) (primes []uint64, _ error) {
	for p := uint64(2); p*p <= n; p++ {
		for n%p == 0 {
			primes = append(primes, p)
			n /= p
		}
	}
	if n > 1 {
		primes = append(primes, n)
	}
	return primes, nil
}

func square(n uint64) (uint64, error) { return n * n, nil }

// naps are five, a hundred milliseconds together.
var naps = []time.Duration{0, 10 * time.Millisecond, 20 * time.Millisecond, 30 * time.Millisecond, 40 * time.Millisecond}

func nap(d time.Duration) (time.Duration, error) {
	time.Sleep(d)
	return d, nil
}

// site is a server that answers each request with its path, after some
// milliseconds.
type site struct{ *httptest.Server }

func newSite(t testing.TB) site {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(5 * time.Millisecond)
		io.WriteString(w, r.URL.Path)
	}))
	t.Cleanup(s.Close)
	return site{s}
}

// urls returns the addresses of n pages.
func (s site) urls(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("%s/%d", s.URL, i))
	}
	return list
}

// patient is a client that keeps a connection for each of many workers, and
// does not wait for ever.
var patient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 30 * time.Second}

// download returns the text of a page.
func download(url string) (string, error) {
	response, err := patient.Get(url)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

// pictures draws n of 512 by 384 points.
func pictures(n int) (list []*image.RGBA) {
	for k := range n {
		m := image.NewRGBA(image.Rect(0, 0, 512, 384))
		for i := range m.Pix {
			m.Pix[i] = byte(i*(k+3)>>8 ^ i>>k)
		}
		list = append(list, m)
	}
	return list
}

// thumbnail returns a picture at an eighth of its width and height as a JPEG:
// each point is the mean of a box.
func thumbnail(m *image.RGBA) ([]byte, error) {
	const box = 8
	small := image.NewRGBA(image.Rect(0, 0, m.Rect.Dx()/box, m.Rect.Dy()/box))
	for y := range small.Rect.Dy() {
		for x := range small.Rect.Dx() {
			var sum [4]int
			for row := range box {
				at := m.PixOffset(x*box, y*box+row)
				for i, value := range m.Pix[at : at+4*box] {
					sum[i%4] += int(value)
				}
			}
			for i, s := range sum {
				small.Pix[small.PixOffset(x, y)+i] = byte(s / (box * box))
			}
		}
	}
	var out bytes.Buffer
	err := jpeg.Encode(&out, small, nil)
	return out.Bytes(), err
}

// TestWaitingOverlaps has a server that answers only when eight requests are
// open at once.
func TestWaitingOverlaps(t *testing.T) {
	const workers, rounds = 8, 3
	together := newBarrier(workers)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !together.wait() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		io.WriteString(w, r.URL.Path)
	}))
	defer server.Close()
	if _, err := Map(workers, site{server}.urls(workers*rounds), download); err != nil {
		t.Fatal(err)
	}
	if n := together.late.Load(); n > 0 {
		t.Errorf("%d requests waited in vain for %d open at once", n, workers)
	}
}

// TestEachWorkerGetsSome looks at which goroutines call f. An item is done when
// all workers have one.
func TestEachWorkerGetsSome(t *testing.T) {
	const workers = 4
	together := newBarrier(workers)
	var mu sync.Mutex
	calls := map[string]int{}
	Do(workers, workers*5, func(int) error {
		mu.Lock()
		calls[goroutine()]++
		mu.Unlock()
		together.wait()
		return nil
	})
	if len(calls) != workers || together.late.Load() > 0 {
		t.Errorf("%d workers: calls by goroutine are %v, %d waited in vain", workers, calls, together.late.Load())
	}
}

// goroutine returns the name of the one that calls it, as stacks have it.
func goroutine() string {
	stack := make([]byte, 64)
	name, _, _ := bytes.Cut(stack[:runtime.Stack(stack, false)], []byte(" ["))
	return string(name)
}

// A barrier lets callers go on in groups.
type barrier struct {
	size int
	late atomic.Int32 // how many waited in vain

	mu    sync.Mutex
	count int
	full  chan struct{} // closed when the group is whole
}

func newBarrier(size int) *barrier { return &barrier{size: size, full: make(chan struct{})} }

// wait waits until size callers do, or returns false after some seconds.
func (b *barrier) wait() bool {
	b.mu.Lock()
	full := b.full
	if b.count++; b.count == b.size {
		close(full)
		b.count, b.full = 0, make(chan struct{})
	}
	b.mu.Unlock()
	select {
	case <-full:
		return true
	case <-time.After(10 * time.Second):
		b.late.Add(1)
		return false
	}
}
