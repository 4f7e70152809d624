package remote

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

var (
	errNoURL      = errors.New("a URL is none: want https://HOST/PATH")
	errChanged    = errors.New("was changed while being read; ask again")
	errBroken     = errors.New("the connection broke")
	errStalled    = errors.New("the server sends nothing any more")
	errNoRange    = errors.New("the server sends all of it where a part was asked for")
	errOtherRange = errors.New("the server sends another part than was asked for")
	errDowngrade  = errors.New("the server sends from https to http, where anybody may read along; not followed")
	errNowhere    = errors.New("the server sends to what is no URL")
	errRedirects  = errors.New("the server sends from one URL to the next without an end")
)

// maxRedirects is how often a server may send somewhere else.
const maxRedirects = 10

// checkRedirect follows a redirect, but not from https to http. Whom it goes to
// is not told where it comes from: that may be a signed URL.
func checkRedirect(req *http.Request, via []*http.Request) error {
	req.Header.Del("Referer")
	switch {
	case via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https":
		return errDowngrade
	case len(via) >= maxRedirects:
		return errRedirects
	}
	return nil
}

// statusError is an answer that is none.
type statusError struct {
	code  int
	after time.Duration // that the server asks to wait
}

func newStatusError(resp *http.Response) error {
	return &statusError{resp.StatusCode, retryAfter(resp.Header)}
}

func (e *statusError) Error() string {
	text := strconv.Itoa(e.code)
	if reason := http.StatusText(e.code); reason != "" {
		text += " " + reason
	}
	switch {
	case e.code == http.StatusUnauthorized:
		return text + ": it wants a user and a password: https://USER:PASSWORD@HOST/PATH"
	case e.code == http.StatusForbidden:
		return text + ": it is not for everybody, or a signed URL is past its time"
	case e.code == http.StatusNotFound, e.code == http.StatusGone:
		return text + ": there is no such file"
	case e.code == http.StatusTooManyRequests && e.after > 0:
		return fmt.Sprintf("%s: the server wants to be left alone for %v", text, e.after.Round(time.Second))
	}
	return "the server answers " + text
}

// said is an error of a request in words, without the URL, which may hold
// secrets.
func said(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	var dns *net.DNSError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var record tls.RecordHeaderError
	var op *net.OpError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return errBroken
	case strings.Contains(err.Error(), "Location header"): // net/http quotes it whole
		return errNowhere
	case errors.As(err, &dns):
		return fmt.Errorf("no host %s can be found", dns.Name)
	case errors.As(err, &unknown):
		return errors.New("nobody known has signed its certificate; SSL_CERT_FILE names a file of those to trust")
	case errors.As(err, &host):
		return fmt.Errorf("its certificate is for another host than %s", host.Host)
	case errors.As(err, &invalid):
		return fmt.Errorf("its certificate is not valid: %w", err)
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return errors.New("does not speak TLS; is it http://?")
	case errors.As(err, &op) && op.Op == "dial":
		return fmt.Errorf("cannot be reached: %w", op.Err)
	}
	return err
}

// unlike returns name, with a number behind it if it is taken.
func unlike(name string, taken func(string) bool) string {
	for i, other := 2, name; ; i++ {
		if !taken(other) {
			return other
		}
		other = name + "#" + strconv.Itoa(i)
	}
}
