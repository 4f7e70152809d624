package remote

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"
)

// patience says how long a server is asked again.
type patience struct {
	tries int           // without getting on
	first time.Duration // before the second; then twice as long each time
	most  time.Duration // between two
	asked time.Duration // that a server may ask for
	stall time.Duration // between two bytes
}

var usualPatience = patience{tries: 6, first: 200 * time.Millisecond, most: 10 * time.Second, asked: 2 * time.Minute, stall: stallPatience}

// again reports whether to try again after an error of so many tries, and when.
// A little chance keeps many clients from coming back all at once.
func (p patience) again(err error, tries int) (wait time.Duration, again bool) {
	if err == nil || tries >= p.tries {
		return 0, false
	}
	wait = min(p.first<<(tries-1), p.most)
	wait += time.Duration(rand.Int64N(int64(wait)/4 + 1))
	var status *statusError
	if errors.As(err, &status) {
		return max(wait, status.after), status.passes() && status.after <= p.asked
	}
	var timeout net.Error
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return wait, dns.IsTemporary || dns.IsTimeout
	case errors.Is(err, errBroken), errors.Is(err, errStalled), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return wait, true
	case errors.As(err, &timeout) && timeout.Timeout(), errors.As(err, &op) && op.Op != "dial" && op.Op != "remote error":
		return wait, true
	case errors.As(err, &op) && op.Op == "dial": // a server that begins anew, perhaps
		return wait, tries < 3
	}
	return 0, false
}

// passes reports whether the server may say something else another time.
func (e *statusError) passes() bool {
	switch e.code {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryAfter is how long a server asks to wait: seconds, or until a date.
func retryAfter(h http.Header) time.Duration {
	text := h.Get("Retry-After")
	if n, err := strconv.ParseUint(text, 10, 31); err == nil {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

// A watch ends a request that brings nothing for too long.
type watch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	stall  time.Duration
}

// watched returns a context for a request, and what watches over it.
func watched(ctx context.Context, stall time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watch{ctx: ctx, cancel: cancel, stall: stall}
	w.timer = time.AfterFunc(stall+answerPatience, func() { cancel(errStalled) })
	return ctx, w
}

// end ends the request.
func (w *watch) end() {
	w.timer.Stop()
	w.cancel(nil)
}

// cause is err, or why the request was ended.
func (w *watch) cause(err error) error {
	if err != nil && errors.Is(context.Cause(w.ctx), errStalled) {
		return errStalled
	}
	return err
}

// reader returns r as it is watched. Time counts only while it is read.
func (w *watch) reader(r io.Reader) io.Reader {
	w.timer.Stop()
	return &watchedReader{w, r}
}

type watchedReader struct {
	watch *watch
	r     io.Reader
}

func (r *watchedReader) Read(p []byte) (int, error) {
	r.watch.timer.Reset(r.watch.stall)
	n, err := r.r.Read(p)
	r.watch.timer.Stop()
	return n, err
}
