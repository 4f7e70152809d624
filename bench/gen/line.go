package gen

import "bytes"

// line is one request before it is written in a format. Its slices are
// scratch that the next line overwrites.
type line struct {
	vhost     string
	client    []byte
	user      string
	second    int64 // of the stamp, since 1970-01-01 UTC
	request   []byte
	status    string
	bytes     int // of the body, noBytes or dashBytes
	referrer  []byte
	agent     []byte
	forwarded []byte
	duration  int // in milliseconds, above 0
}

const (
	noBytes   = -1 // an answer without a body, written as the server does
	dashBytes = -2 // "-", where the server may write that
)

// The site's own address, the same for all lines.
const (
	sitePort = "443"
	siteHost = "192.0.2.80"
)

// extra is what some servers log beside the request. It is made of the line
// alone, so that it is the same in every format.
type extra struct {
	id       uint64 // as if drawn at random
	nanos    int64  // of the stamp within its second
	duration int64  // in nanoseconds; in whole milliseconds that of the line
	wait     int    // of the duration, milliseconds the server behind took
	server   int    // index into servers, of the one that answered
	retried  bool   // the server before it was asked in vain, which took a millisecond
	cache    string // whether the answer was found in the cache; "-" for a file, which is not looked for there
	port     int    // the client's
	received int    // bytes of the request
}

// servers are the ones behind this one.
var servers = [...]string{"192.0.2.81:8080", "192.0.2.82:8080", "192.0.2.83:8080", "192.0.2.84:8080"}

// extra returns what else there is to log about the request.
func (l *line) extra() extra {
	id := uint64(l.second)<<32 ^ uint64(l.bytes)<<8 ^ uint64(l.duration)
	for _, c := range l.client {
		id = id*31 + uint64(c)
	}
	id = mix64(id)
	return extra{
		id:       id,
		nanos:    int64(id % 1e9),
		duration: int64(l.duration)*1e6 + int64(id>>20%1e6),
		wait:     l.duration - l.duration*int(id>>8%8)/16,
		server:   int(id >> 16 % uint64(len(servers))),
		retried:  l.duration > 1 && id>>24%32 == 0,
		cache:    caches[id%uint64(len(caches))],
		port:     1024 + int(id>>32%64000),
		received: 180 + int(id>>40%1200),
	}
}

// caches are what nginx may find, as often as each stands here:
// https://nginx.org/en/docs/http/ngx_http_upstream_module.html#var_upstream_cache_status
var caches = [...]string{"HIT", "HIT", "HIT", "-", "MISS", "MISS", "EXPIRED", "BYPASS"}

// behind reports whether a server behind this one was asked.
func (x *extra) behind() bool { return x.cache != "HIT" && x.cache != "-" }

// failed returns the server that was asked first, in vain.
func (x *extra) failed() string { return servers[(x.server+1)%len(servers)] }

// parts takes the request line apart. What it lacks is empty.
func (l *line) parts() (method, uri, proto []byte) {
	end := 0
	for end < len(l.request) && 'A' <= l.request[end] && l.request[end] <= 'Z' {
		end++
	}
	method = l.request[:end]
	switch {
	case end == len(l.request):
		return method, nil, nil
	case l.request[end] != ' ':
		return nil, nil, nil
	}
	rest := l.request[end+1:]
	last := bytes.LastIndexByte(rest, ' ') + 1
	if bytes.HasPrefix(rest[last:], []byte("HTTP/")) {
		return method, rest[:max(last-1, 0)], rest[last:]
	}
	return method, rest, nil
}

// cutURI returns the path and the query of uri: those of http://host/page are
// as those of /page.
func cutURI(uri []byte) (path, query []byte) {
	path, query, _ = bytes.Cut(uri, []byte{'?'})
	if _, rest, ok := bytes.Cut(path, []byte("://")); ok && path[0] != '/' {
		if slash := bytes.IndexByte(rest, '/'); slash >= 0 {
			return rest[slash:], query
		}
		return []byte{'/'}, query
	}
	return path, query
}

// asks reports whether the request line asks for something. Many servers log
// something else in the place of one that does not.
func (l *line) asks() bool {
	for i, c := range l.request {
		if c == ' ' && i+1 < len(l.request) && l.request[i+1] == '/' {
			return true // as nearly all do
		}
		if c < 'A' || c > 'Z' {
			break
		}
	}
	_, uri, _ := l.parts()
	return len(uri) > 0
}

// code returns the status as a number is written.
func (l *line) code() string {
	if l.status == "000" {
		return "0"
	}
	return l.status
}

// size returns the bytes of the body as a number.
func (l *line) size() int { return max(l.bytes, 0) }
