package parser

import "strings"

// sampledKey is a key of a keyed log and some of its values, as they stand in
// the sample.
type sampledKey struct {
	path   string   // as the log spells it, dots between the keys of nested objects: request.headers.User-Agent
	values [][]byte // of up to 100 sample lines; for JSON strings: between the quotes, decoded
	quoted bool     // strings, mostly
}

// meaning returns the sources of a keyed log, at most one for each of our
// fields and each key: for a key that is one of our fields the field, its
// conversion and notation; for all others a field of the log's own, which has
// the key's name in small letters, with _ for what is no letter, digit, dot or
// underscore, and log. before it if that is the name of one of ours. The
// dialect is the name of a known layout, or "".
//
// What a key is, its name suggests and its values decide: a status that is no
// number of three digits is the log's own. Where several keys may be one
// field, the order of the tables decides, among those that nearly always have
// a value if any has. A field path or query comes from a key only if there is
// neither uri nor request to take it from. Method, uri and proto may have keys
// of their own beside a request; these are to be preferred.
//
// The unit of a duration is in its name or, in a dialect, documented. If
// neither says it, the values do: 12ms is spelled out; numbers with a point
// are seconds; whole numbers are milliseconds, but nanoseconds if half of them
// are 100,000 or more, because Go writes its durations so and no server takes
// minutes to answer.
func meaning(keys []sampledKey) (sources []source, dialect string) {
	n := newNaming(keys)
	if d := recognise(n.present); d != nil {
		dialect = d.name
		n.takeDialect(d)
	}
	n.takeNames()
	return n.sources(), dialect
}

// isAccessLog reports whether a log with these sources is one of requests. It
// must have two of the three that make one: what was asked for, how, and what
// came of it. One alone is not enough: logs of applications have a status or a
// path now and then, with a time and even a client beside it.
func isAccessLog(sources []source) bool {
	asked, method, status := 0, 0, 0
	for _, s := range sources {
		if !s.known() {
			continue
		}
		switch s.field.Name {
		case "request":
			asked, method = 1, 1
		case "uri", "path":
			asked = 1
		case "method":
			method = 1
		case "status":
			status = 1
		}
	}
	return asked+method+status >= 2
}

// known reports whether the field of s is one of ours, not the log's own.
func (s source) known() bool {
	f, ok := LookupField(s.field.Name)
	return ok && f == s.field
}

// naming is the work of finding which key is which field.
type naming struct {
	keys   []sampledKey
	normal map[string]int     // key by its normal name; the first of that name
	taken  map[int]source     // by key
	fields map[string]int     // key by the name of the field
	names  map[string][]named // by field: the keys that may be it by their names
}

// named is a key whose name suggests a field.
type named struct {
	key     int
	rank    int        // place in the list of the field's names, the best is 0
	convert derivation // by the unit in the name, or nil
	whole   derivation // for a duration: what whole numbers are if no unit is said, or nil
}

func newNaming(keys []sampledKey) *naming {
	n := &naming{
		keys:   keys,
		normal: make(map[string]int, len(keys)),
		taken:  make(map[int]source),
		fields: make(map[string]int),
		names:  make(map[string][]named),
	}
	for i, k := range keys {
		name := string(normalKey(nil, []byte(k.path)))
		if _, ok := n.normal[name]; ok {
			continue
		}
		n.normal[name] = i
		suggest(k.path, func(field string, c named) {
			c.key = i
			n.names[field] = append(n.names[field], c)
		})
	}
	return n
}

// present reports whether the log has the key.
func (n *naming) present(key string) bool {
	_, ok := n.normal[string(normalKey(nil, []byte(key)))]
	return ok
}

// has reports whether the field has a key.
func (n *naming) has(field string) bool {
	_, ok := n.fields[field]
	return ok
}

// takeDialect takes the keys that d documents.
func (n *naming) takeDialect(d *dialect) {
	candidates := make(map[string][]named)
	for rank, k := range d.keys {
		if i, ok := n.normal[string(normalKey(nil, []byte(k.key)))]; ok {
			candidates[k.field] = append(candidates[k.field], named{key: i, rank: rank, convert: k.convert})
		}
	}
	for _, field := range fieldOrder {
		n.take(field, candidates[field])
	}
}

// takeNames takes the keys that names and values tell.
func (n *naming) takeNames() {
	for _, field := range fieldOrder {
		switch field {
		case "client":
			n.take(field, n.names[field])
			n.take(field, n.hosts(n.clientHost))
		case "uri":
			n.takeURI()
		case "vhost":
			n.take(field, append(n.names[field], n.hosts(n.site)...))
		default:
			n.take(field, n.names[field])
		}
	}
}

// fieldOrder is the order in which fields get their keys: those that decide
// what others are before them.
var fieldOrder = []string{
	"time", "request", "method", "uri", "path", "query", "proto", "status", "bytes", "client", "vhost", "ident", "user",
	"referrer", "agent", "forwarded", "duration", "upstream", "upstream_duration", "cache", "port",
}

// take gives the field to the best of the candidates, unless it has a key.
func (n *naming) take(field string, candidates []named) {
	if n.has(field) || (field == "path" || field == "query") && (n.has("uri") || n.has("request")) {
		return
	}
	if best, ok := n.best(field, candidates); ok {
		n.assign(field, best)
	}
}

// best returns the best of the candidates whose values are those of the field.
func (n *naming) best(field string, candidates []named) (best named, ok bool) {
	fullest := 0
	var fit []named
	for _, c := range candidates {
		if _, taken := n.taken[c.key]; !taken && n.fits(field, c) {
			fit = append(fit, c)
			fullest = max(fullest, given(n.keys[c.key].values))
		}
	}
	for _, c := range fit {
		// A key that only some lines have tells nothing about the others.
		if 2*given(n.keys[c.key].values) >= fullest && (!ok || c.rank < best.rank) {
			best, ok = c, true
		}
	}
	return best, ok
}

// takeURI finds what was asked for.
func (n *naming) takeURI() {
	if n.has("uri") || n.has("path") {
		return
	}
	c, sure := n.best("uri", n.names["uri"])
	if n.has("request") {
		if sure {
			n.assign("uri", c)
		}
		return
	}
	if !sure {
		var ok bool
		if c, ok = n.best("uri", n.names["path"]); !ok {
			return
		}
	}
	n.assign(n.uriOrPath(c, sure), c)
}

// uriOrPath says which of the two a key is: the path alone if no value has a
// question mark and the query has a key of its own. If the name is sure to be
// that of a uri, some query must be there to tell.
func (n *naming) uriOrPath(c named, sure bool) string {
	query, ok := n.best("query", n.names["query"])
	if !ok || anyValue(n.keys[c.key].values, hasQuery) || sure && given(n.keys[query.key].values) == 0 {
		return "uri"
	}
	return "path"
}

// hosts returns the keys called host or the like whose values are such as is
// wants.
func (n *naming) hosts(is func(c named) bool) []named {
	var hosts []named
	for _, c := range n.names["host"] {
		if is(c) {
			hosts = append(hosts, c)
		}
	}
	return hosts
}

// clientHost reports whether a key called host has clients, in a log that has
// no other key for them: addresses, or names where another key has the sites,
// or many different names, because a server has few sites and many clients.
func (n *naming) clientHost(c named) bool {
	values := n.keys[c.key].values
	if plainName(n.keys[c.key].path) != "host" {
		return false
	}
	if most(values, isHostAddress) {
		return true
	}
	different := make(map[string]bool)
	for _, v := range values {
		different[string(v)] = true
	}
	return len(n.names["vhost"]) > 0 || len(different) > 2 && 2*len(different) > given(values)
}

// site reports whether a key called host has names of sites. The name of the
// machine that wrote the line, as shippers of logs add it, has no dot.
func (n *naming) site(c named) bool { return most(n.keys[c.key].values, isSite) }

// assign makes a key a field.
func (n *naming) assign(field string, c named) {
	k := n.keys[c.key]
	f, ok := LookupField(field)
	if !ok {
		panic("bug: no field " + field)
	}
	s := source{name: k.path, field: f, convert: c.convert}
	switch {
	case field == "time":
		s.notation = autoNotation
		s.convert = nil
	case s.convert == nil:
		s.convert = conversion(field, k.values, c.whole)
	}
	n.taken[c.key] = s
	n.fields[field] = c.key
}

// sources returns what all keys are, in the order of the log.
func (n *naming) sources() []source {
	var sources []source
	used := make(map[string]bool)
	for i, k := range n.keys {
		name := string(normalKey(nil, []byte(k.path)))
		if n.normal[name] != i {
			continue // spelled otherwise before
		}
		s, ok := n.taken[i]
		if !ok {
			s = source{name: k.path, field: ownField(name, used)}
		}
		used[s.field.Name] = true
		sources = append(sources, s)
	}
	return sources
}

// ownField returns the field of a key that is none of ours. Names that have
// another meaning, or are used, have log. before them.
func ownField(name string, used map[string]bool) Field {
	if bare := strings.TrimPrefix(name, logPrefix); !strings.HasPrefix(bare, logPrefix) {
		if _, known := LookupField(bare); known {
			name = logPrefix + name
		}
	}
	for used[name] {
		name = logPrefix + name
	}
	return Field{Name: name, Kind: Text}
}
