package parser

import "bytes"

// What containerd, CRI-O and Podman write:
// https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
var criWrapper = wrapper{
	name:  "cri",
	doc:   "Kubernetes' container logs (CRI): 2026-03-01T10:00:00.000000000Z stdout F ...",
	has:   []string{"outer_time"},
	strip: stripCRI,
}

// What shows the logs of several containers:
// https://kubernetes.io/docs/reference/kubectl/generated/kubectl_logs/
// https://github.com/stern/stern#output
// https://docs.docker.com/reference/cli/docker/compose/logs/
var kubectlWrapper = wrapper{
	name:  "kubectl",
	doc:   "kubectl logs --prefix, stern and docker compose logs, with --timestamps too",
	has:   []string{"outer_time", "outer_host"},
	strip: stripKubectl,
}

// stripCRI takes
//
//	2026-03-01T10:00:00.000000000+01:00 stdout F line
//
// with P for a part of a line.
func stripCRI(line []byte) (u unwrapped, ok bool) {
	length := rfc3339Length(line)
	if length == 0 {
		return u, false
	}
	rest := line[length:]
	if !bytes.HasPrefix(rest, []byte(" stdout ")) && !bytes.HasPrefix(rest, []byte(" stderr ")) {
		return u, false
	}
	pos := length + len(" stdout ")
	n := bytes.IndexByte(line[pos:], ' ')
	if n < 1 || !isCRITag(line[pos:pos+n]) {
		return u, false
	}
	u = unwrap(pos+n+1, len(line))
	u.time = span{0, uint32(length)}
	return u, true
}

// isCRITag reports whether word is a tag, or several with colons between. The
// first tells a full line from a part of one.
func isCRITag(word []byte) bool {
	if word[0] != 'F' && word[0] != 'P' {
		return false
	}
	return len(word) == 1 || len(word) > 2 && word[1] == ':'
}

// stripKubectl takes, from the three,
//
//	[pod/name/container] line
//	name container line
//	service-1  | line
//
// and the time before the line, where it was asked for.
func stripKubectl(line []byte) (u unwrapped, ok bool) {
	host, pos := span{}, -1
	switch {
	case len(line) == 0:
	case line[0] == '[':
		host, pos = podPrefix(line)
	default:
		if host, pos = servicePrefix(line); pos < 0 {
			host, pos = sternPrefix(line)
		}
	}
	if pos < 0 {
		return u, false
	}
	u = unwrap(pos, len(line))
	u.host = host
	if n := nanoStampLength(line[pos:]); n > 0 {
		u.time = span{uint32(pos), uint32(pos + n)}
		u.lo += n + 1
	}
	return u, true
}

// nanoStampLength returns the length of the time with nanoseconds and a space
// behind it that text begins with, 0 if there is none. Logs whose lines begin
// with a time, such as those of AWS's balancers, have microseconds at most.
func nanoStampLength(text []byte) int {
	n := rfc3339Length(text)
	if n == 0 || n == len(text) || text[n] != ' ' || fractionLength(text[isoStamp:]) != len(".")+nanoDigits {
		return 0
	}
	return n
}

// podPrefix returns where in [pod/name/container] the name is, and the place
// behind it and a space, -1 if line does not begin so.
func podPrefix(line []byte) (host span, pos int) {
	const lo = len("[pod/")
	if !bytes.HasPrefix(line, []byte("[pod/")) {
		return host, -1
	}
	hi := lo + podNameLength(line[lo:])
	if hi == lo || hi == len(line) || line[hi] != '/' {
		return host, -1
	}
	end := hi + 1 + podNameLength(line[hi+1:])
	if end == hi+1 || !bytes.HasPrefix(line[end:], []byte("] ")) {
		return host, -1
	}
	return span{uint32(lo), uint32(hi)}, end + len("] ")
}

// podNameLength returns how many bytes at the start of text are those of
// names in Kubernetes: lower case letters, digits, dashes and dots.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
func podNameLength(text []byte) int {
	for i, c := range text {
		if c-'a' >= 26 && c-'0' > 9 && c != '-' && c != '.' {
			return i
		}
	}
	return len(text)
}

// sternPrefix returns where in the words name and container the name is, and
// the place behind both and a space, -1 if line does not begin so. It takes
// only what two words of another log hardly are: a name that ends as those of
// a Deployment's or a DaemonSet's pods do, and a container that begins with
// a letter and has no dot.
func sternPrefix(line []byte) (host span, pos int) {
	hi := podNameLength(line)
	if hi == len(line) || line[hi] != ' ' || !hasPodSuffix(line[:hi]) {
		return host, -1
	}
	lo := hi + 1
	end := lo + podNameLength(line[lo:])
	if end == lo || end == len(line) || line[end] != ' ' || line[lo]-'a' >= 26 || bytes.IndexByte(line[lo:end], '.') >= 0 {
		return host, -1
	}
	return span{0, uint32(hi)}, end + 1
}

// hasPodSuffix reports whether name ends in a dash and five letters and digits
// of those that Kubernetes makes names of: no vowels, no y, and no 0, 1 and 3.
// https://github.com/kubernetes/apimachinery/blob/master/pkg/util/rand/rand.go
func hasPodSuffix(name []byte) bool {
	const (
		length  = 5
		letters = 0b10111011111011111011101110 // the bit of b is the second from the right
		digits  = 0b1111110100
	)
	at := len(name) - length
	if at < 2 || name[at-1] != '-' {
		return false
	}
	for _, c := range name[at:] {
		if letters>>(c-'a')&1 == 0 && digits>>(c-'0')&1 == 0 {
			return false
		}
	}
	return true
}

// servicePrefix returns where in service-1  | the name is, and the place behind
// all and a space unless the line ends; -1 if line does not begin so.
func servicePrefix(line []byte) (host span, pos int) {
	hi := 0
	for hi < len(line) && isServiceByte(line[hi]) {
		hi++
	}
	bar := hi
	for bar < len(line) && line[bar] == ' ' {
		bar++
	}
	switch {
	case hi == 0 || bar == hi || bar == len(line) || line[bar] != '|':
		return host, -1
	case bar+1 == len(line):
		return span{0, uint32(hi)}, bar + 1
	case line[bar+1] == ' ':
		return span{0, uint32(hi)}, bar + 2
	}
	return host, -1
}

// isServiceByte reports whether the name of a container may hold c.
func isServiceByte(c byte) bool {
	return c|0x20-'a' < 26 || c-'0' <= 9 || c == '-' || c == '_' || c == '.'
}
