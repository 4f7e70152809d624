// Package remote reads what stands behind http:// and https:// as if it were a
// file: in pieces, several at once, ahead of whoever reads on.
//
// A server is asked for the first bytes of an object. From one that knows ranges
// any part can be had: each is asked for with the condition that the object is
// still the same, is resumed where a connection breaks, and is tried again where
// the server asks for patience. From one that does not, the object comes as a
// stream that can be read once.
//
// A URL may hold secrets: a password, the signature of an object store. Only the
// name that Client.Name makes of it is ever shown, in messages too.
package remote

import (
	"cmp"
	"context"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Sizes in bytes, numbers and times. Measured with 259 MB from a server that waits
// 50 ms before each answer and sends 80 MB/s on a connection:
//
//	ahead    1 MiB    2 MiB    4 MiB
//	    1    8.3 s    5.1 s    3.5 s
//	    4    3.5 s    2.3 s    1.7 s
//	   12    1.6 s    1.2 s    1.0 s
//	   24    1.1 s    0.9 s    0.9 s
//
// Without the waiting all of them take a quarter of a second.
const (
	// firstBytes are asked for before anything is known: enough to tell what a
	// file is, and all of a small one.
	firstBytes = 64 << 10

	// blockSize is what a request asks for where an object is read on. Smaller
	// ones spend their time waiting; larger ones take memory and end less evenly.
	blockSize = 4 << 20

	// blocksAhead are under way at once, of all objects together. More take memory
	// and crowd a server; fewer leave the way to it empty.
	blocksAhead = 12

	// keptBehind is how much of what was read is kept, for workers that are slower
	// than others.
	keptBehind = 16 << 20

	// apart is how far two reads may be from each other for the second to go on
	// where the first was: workers take windows in turn but do not read them so.
	apart = 1 << 20

	// maxRequests are under way at once, whatever for.
	maxRequests = 16

	dialPatience   = 10 * time.Second
	answerPatience = 30 * time.Second // until the first byte of an answer
	stallPatience  = 30 * time.Second // between two bytes
)

// Client reads objects. Its methods may be called at any time by anyone.
type Client struct {
	http     *http.Client
	slots    chan struct{} // as many as requests may be under way
	block    int64
	patience patience

	mu      sync.Mutex
	names   map[string]string  // by URL
	objects map[string]*object // by name
	ahead   int                // files that are read ahead
}

// New returns a Client. It asks nobody anything yet.
func New() *Client {
	dialer := &net.Dialer{Timeout: dialPatience}
	return &Client{
		http: &http.Client{
			CheckRedirect: checkRedirect,
			Transport: &http.Transport{
				Proxy:                 http.ProxyFromEnvironment,
				DialContext:           dialer.DialContext,
				TLSHandshakeTimeout:   dialPatience,
				ResponseHeaderTimeout: answerPatience,
				MaxIdleConnsPerHost:   maxRequests,
				DisableCompression:    true, // the bytes are to be those of the object
				// Without HTTP/2: there all requests would share one connection, and
				// its share of the way.
				Protocols: http1(),
			},
		},
		slots:    make(chan struct{}, maxRequests),
		block:    blockSize,
		patience: usualPatience,
		names:    make(map[string]string),
		objects:  make(map[string]*object),
	}
}

func http1() *http.Protocols {
	p := new(http.Protocols)
	p.SetHTTP1(true)
	return p
}

// Is reports whether text is meant as a URL that a Client reads.
func Is(text string) bool {
	scheme, _, ok := strings.Cut(text, "://")
	return ok && (strings.EqualFold(scheme, "https") || strings.EqualFold(scheme, "http"))
}

// Name returns the name of the object that a URL stands for, which the other
// methods want: the URL without a password, query and fragment. A number is put
// behind it where another URL has that name already.
func (c *Client) Name(text string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if name, ok := c.names[text]; ok {
		return name, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return "", errNoURL
	}
	plain := url.URL{Scheme: strings.ToLower(u.Scheme), Host: u.Host, Path: cmp.Or(u.Path, "/"), RawPath: u.RawPath}
	name := unlike(plain.String(), func(name string) bool { return c.objects[name] != nil })
	u.Fragment = ""
	c.names[text] = name
	c.objects[name] = &object{client: c, url: u}
	return name, nil
}

// Known returns the name of a URL that Name was asked for.
func (c *Client) Known(text string) (name string, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	name, ok = c.names[text]
	return name, ok
}

// Ask begins to find out about objects, several at once: Stat waits for the
// answer.
func (c *Client) Ask(names []string) {
	for _, name := range names {
		go c.object(name).probe()
	}
}

// Stat describes an object: a regular file if any part of it can be had, else a
// pipe. It asks the server once.
func (c *Client) Stat(name string) (fs.FileInfo, error) {
	o := c.object(name)
	if err := o.probe(); err != nil {
		return nil, err
	}
	return info{o}, nil
}

// Open opens an object until it is closed, or until done is closed.
func (c *Client) Open(name string, done <-chan struct{}) (*File, error) {
	o := c.object(name)
	if err := o.probe(); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	f := &File{object: o, ctx: ctx, cancel: cancel, blocks: make(map[int64]*block)}
	go func() {
		select {
		case <-done:
			cancel()
		case <-ctx.Done():
		}
		if !o.ranges {
			o.body.Close() // ends a read that waits
		}
	}()
	return f, nil
}

func (c *Client) object(name string) *object {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := c.objects[name]
	if o == nil {
		panic("bug: no object has that name")
	}
	return o
}

// info describes an object.
type info struct{ o *object }

func (i info) Name() string       { return i.o.url.Path }
func (i info) Size() int64        { return i.o.size }
func (i info) ModTime() time.Time { return i.o.modified }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return i.o } // the same for the same object

func (i info) Mode() fs.FileMode {
	if i.o.ranges {
		return 0o444
	}
	return 0o444 | fs.ModeNamedPipe
}
