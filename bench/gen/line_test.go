package gen

import (
	"bytes"
	"testing"
)

// plainParts is parts with the functions of package bytes.
func plainParts(request []byte) (method, uri, proto []byte) {
	method, rest, _ := bytes.Cut(request, []byte{' '})
	if bytes.ContainsFunc(method, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		return nil, nil, nil
	}
	last := bytes.LastIndexByte(rest, ' ') + 1
	if bytes.HasPrefix(rest[last:], []byte("HTTP/")) {
		return method, rest[:max(last-1, 0)], rest[last:]
	}
	return method, rest, nil
}

func TestPartsOfRequestsAreThoseOfThePlainLoop(t *testing.T) {
	words := []string{"", " ", "G", "@", "[", "/", "a", "HTTP/", "\xff"}
	var grow func(request string, n int)
	grow = func(request string, n int) {
		l := line{request: []byte(request)}
		method, uri, proto := l.parts()
		wantMethod, wantURI, wantProto := plainParts(l.request)
		if !bytes.Equal(method, wantMethod) || !bytes.Equal(uri, wantURI) || !bytes.Equal(proto, wantProto) {
			t.Errorf("%q is %q %q %q, want %q %q %q", request, method, uri, proto, wantMethod, wantURI, wantProto)
		}
		if got := l.asks(); got != (len(wantURI) > 0) {
			t.Errorf("%q asks for something: %v", request, got)
		}
		if n > 0 {
			for _, word := range words {
				grow(request+word, n-1)
			}
		}
	}
	grow("", 5)
}
