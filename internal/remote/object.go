package remote

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// An object is what a URL stands for.
type object struct {
	client *Client
	url    *url.URL
	asked  sync.Once

	// Set when it was asked for.
	err      error
	ranges   bool          // any part of it can be had
	size     int64         // bytes; 0 without ranges
	tag      string        // its ETag, or ""
	date     string        // its Last-Modified, or ""
	modified time.Time     // that
	first    []byte        // its first bytes
	body     io.ReadCloser // all of it, without ranges

	mu     sync.Mutex
	failed error // why no more of it can be had
}

// probe finds out about the object, once.
func (o *object) probe() error {
	o.asked.Do(func() {
		o.client.slots <- struct{}{}
		defer func() { <-o.client.slots }()
		for tries := 1; ; tries++ {
			o.err = o.begin()
			wait, again := o.client.patience.again(o.err, tries)
			if !again {
				break
			}
			time.Sleep(wait)
		}
		o.err = said(o.err)
		if o.err == nil && o.ranges {
			o.err = o.complete()
		}
	})
	return o.err
}

// complete reads those of the first bytes that did not come.
func (o *object) complete() error {
	have := len(o.first)
	o.first = append(o.first, make([]byte, min(firstBytes, o.size)-int64(have))...)
	_, err := o.fillSlot(context.Background(), o.first[have:], int64(have))
	return err
}

// begin asks for the first bytes: with GET, because who may read an object may
// not always ask for its HEAD. It keeps the answer.
func (o *object) begin() error {
	ctx, watch := watched(context.Background(), o.client.patience.stall)
	resp, err := o.ask(ctx, 0, firstBytes)
	if err != nil {
		watch.end()
		return err
	}
	o.tag, o.date = resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	o.modified, _ = http.ParseTime(o.date)
	encoding := resp.Header.Get("Content-Encoding")
	encoded := encoding != "" && !strings.EqualFold(encoding, "identity")
	begin, total, ok := contentRange(resp)
	switch {
	case resp.StatusCode == http.StatusRequestedRangeNotSatisfiable && total == 0: // it is empty
		resp.Body.Close()
		watch.end()
		o.ranges = true
		return nil
	case resp.StatusCode == http.StatusPartialContent && ok && begin == 0 && total >= 0 && !encoded:
		defer watch.end()
		defer resp.Body.Close()
		o.first, _ = io.ReadAll(io.LimitReader(watch.reader(resp.Body), min(firstBytes, total))) // the rest is asked for again
		o.ranges, o.size = true, total
		return nil
	case resp.StatusCode == http.StatusPartialContent:
		resp.Body.Close()
		watch.end()
		return o.beginWhole()
	}
	return o.stream(resp, watch)
}

// beginWhole asks for the object as a whole, of a server whose ranges cannot be
// used.
func (o *object) beginWhole() error {
	ctx, watch := watched(context.Background(), o.client.patience.stall)
	resp, err := o.ask(ctx, 0, 0)
	if err != nil {
		watch.end()
		return err
	}
	return o.stream(resp, watch)
}

// stream takes the body of an answer for the object, once what the server did to
// it for the way is undone.
func (o *object) stream(resp *http.Response, watch *watch) error {
	if resp.StatusCode != http.StatusOK {
		defer watch.end()
		defer resp.Body.Close()
		return newStatusError(resp)
	}
	body := watch.reader(resp.Body)
	switch encoding := strings.ToLower(resp.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
	case "gzip", "x-gzip":
		unzipped, err := gzip.NewReader(body)
		if err != nil {
			watch.end()
			return fmt.Errorf("the server says that it sends gzip, which it does not: %w", err)
		}
		body = unzipped
	default:
		watch.end()
		return fmt.Errorf("the server sends it %s-encoded, though asked not to", encoding)
	}
	o.body = &streamed{Reader: body, closer: resp.Body, watch: watch}
	return nil
}

// streamed is an object as it comes.
type streamed struct {
	io.Reader
	closer io.Closer
	watch  *watch
}

func (s *streamed) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%w; the server has no ranges, by which to resume", said(s.watch.cause(err)))
	}
	return n, err
}

func (s *streamed) Close() error {
	s.watch.end()
	return s.closer.Close()
}

// ask sends a request for n bytes at off, or for all if n is 0, if the object is
// still the one that it was. Any answer but one that says to try again, or that
// it cannot be had, is returned.
func (o *object) ask(ctx context.Context, off, n int64) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, o.url.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", "wf")
	if n > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", off, off+n-1))
	}
	switch {
	case o.tag != "" && !strings.HasPrefix(o.tag, "W/"): // a weak one never matches
		req.Header.Set("If-Match", o.tag)
	case o.date != "":
		req.Header.Set("If-Unmodified-Since", o.date)
	}
	resp, err := o.client.http.Do(req)
	if err != nil {
		return nil, err
	}
	switch code := resp.StatusCode; {
	case code == http.StatusOK, code == http.StatusPartialContent, code == http.StatusRequestedRangeNotSatisfiable:
		return resp, nil
	case code == http.StatusPreconditionFailed:
		resp.Body.Close()
		return nil, errChanged
	}
	defer resp.Body.Close()
	return nil, newStatusError(resp)
}

// read reads bytes at off into p, as many as come, of an object that has
// ranges. An error may come with bytes.
func (o *object) read(ctx context.Context, p []byte, off int64) (n int, err error) {
	ctx, watch := watched(ctx, o.client.patience.stall)
	defer watch.end()
	resp, err := o.ask(ctx, off, int64(len(p)))
	if err != nil {
		return 0, watch.cause(err)
	}
	defer resp.Body.Close()
	if err := o.compare(resp, off); err != nil {
		return 0, err
	}
	n, err = io.ReadFull(watch.reader(resp.Body), p)
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errBroken
	}
	return n, watch.cause(err)
}

// compare compares an answer with what the object was.
func (o *object) compare(resp *http.Response, off int64) error {
	begin, total, ok := contentRange(resp)
	tag, date := resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")
	switch {
	case resp.StatusCode == http.StatusRequestedRangeNotSatisfiable, tag != o.tag, date != o.date, ok && total != o.size:
		return errChanged
	case resp.StatusCode == http.StatusOK:
		return errNoRange
	case !ok || begin != off:
		return errOtherRange
	case resp.Header.Get("Content-Encoding") != "" && !strings.EqualFold(resp.Header.Get("Content-Encoding"), "identity"):
		return errOtherRange
	}
	return nil
}

// fill reads len(p) bytes at off, in as many requests as it takes. Once it
// failed, it fails at once: what a server has refused for long it will go on to
// refuse.
func (o *object) fill(ctx context.Context, p []byte, off int64) (n int, err error) {
	select {
	case o.client.slots <- struct{}{}:
		defer func() { <-o.client.slots }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	return o.fillSlot(ctx, p, off)
}

// fillSlot is fill for who has a slot already.
func (o *object) fillSlot(ctx context.Context, p []byte, off int64) (n int, err error) {
	const enough = 64 << 10 // bytes that make a try worth another one
	for tries := 0; n < len(p); {
		if err := o.failure(); err != nil {
			return n, err
		}
		m, err := o.read(ctx, p[n:], off+int64(n))
		if n += m; m >= enough {
			tries = 0
		}
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return n, ctx.Err()
		}
		tries++
		wait, again := o.client.patience.again(err, tries)
		if !again {
			return n, o.fail(said(err))
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return n, ctx.Err()
		}
	}
	return n, nil
}

func (o *object) failure() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.failed
}

// fail makes all further reads fail as the first one that did.
func (o *object) fail(err error) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.failed == nil {
		o.failed = err
	}
	return o.failed
}

// contentRange returns where the bytes of an answer begin and how many the
// object has, -1 if that is not said; false without such a header. Of an answer
// that there are no such bytes it is only the number.
func contentRange(resp *http.Response) (begin, total int64, ok bool) {
	text, ok := strings.CutPrefix(resp.Header.Get("Content-Range"), "bytes ")
	if !ok {
		return 0, -1, false
	}
	part, of, ok := strings.Cut(text, "/")
	if !ok {
		return 0, -1, false
	}
	total, err := strconv.ParseInt(of, 10, 64)
	if err != nil || total < 0 {
		total = -1
	}
	if part == "*" {
		return 0, total, true
	}
	from, to, ok := strings.Cut(part, "-")
	begin, err = strconv.ParseInt(from, 10, 64)
	end, endErr := strconv.ParseInt(to, 10, 64)
	if !ok || err != nil || endErr != nil || begin < 0 || end < begin || total >= 0 && end >= total {
		return 0, -1, false
	}
	return begin, total, true
}
