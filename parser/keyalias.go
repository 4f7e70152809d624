package parser

import (
	"strings"
	"sync"
)

// keyAliases are the names that logs have for our fields, the better one
// first, without what spelling adds: statuscode is status_code, statusCode and
// Status-Code. The labels of http://ltsv.org are among them. Not here are the
// names with http, request or response before them, which suggest takes off,
// and units behind them.
//
// A name may stand for several fields: what the values are decides, in the
// order of fieldOrder. Left out are names that mean too many things: server,
// hostname, version, route, and what was read of the request.
var keyAliases = map[string]string{
	"time": "timeiso8601 time timestamp ts datetime timelocal requesttime requesttimestamp starttime startedat " +
		"start date dateiso logtime eventtime accesstime timeutc unixtime epoch msec receivedat createdat when t",
	"request": "request req requestline firstline requestfirstline",
	"method":  "method verb csmethod",
	"uri":     "requesturi originalurl originaluri rawuri rawurl target fullurl fulluri fullpath pathandquery csuri",
	"path":    "uri url path urlpath uripath rawpath documenturi csuristem endpoint urloriginal request", // or uri
	"query":   "query querystring args urlquery rawquery csuriquery",
	"proto":   "serverprotocol protocol proto httpversion protocolversion csversion",
	"status":  "status statuscode scstatus finalstatus st code",
	"bytes": "bodybytessent bytes size bytessent bodybytes bodysize bodylength bodybytessize sentbytes byteswritten " +
		"scbytes bytesout outbytes contentlength length responseheadercontentlength",
	"client": "remoteaddr clientip client remoteip clientaddr clientaddress clienthost remoteaddress remotehost " +
		"sourceip srcip cip realip xrealip ip ipaddress ipaddr sourceaddress sourceaddr peer peeraddr address addr remote",
	"vhost":     "vhost virtualhost authority servername httphost cshost hostheader",
	"host":      "host domain site sitename", // a vhost or, host, a client
	"ident":     "ident logicalusername remotelogname",
	"user":      "remoteuser user username authuser csusername login userid clientusername",
	"referrer":  "referer referrer csreferer",
	"agent":     "useragent agent ua csuseragent useragentoriginal",
	"forwarded": "xforwardedfor forwardedfor proxyaddxforwardedfor forwarded xff",
	"duration": "requesttime reqtime responsetime restime duration elapsed elapsedtime latency timetaken taken took " +
		"timeelapsed processingtime processtime requestduration responseduration totaltime totalduration servetime rt apptime",
	"upstream": "upstreamaddr upstream upstreamaddress upstreamhost upstreamserver backend backendaddr serviceaddr",
	"upstream_duration": "upstreamresponsetime upstreamtime apptime upstreamduration upstreamlatency " +
		"upstreamservicetime backendtime backendduration backendlatency originduration originresponsetime runtime",
	"cache": "upstreamcachestatus cachestatus cache xcache cacheresult responsestate",
	"port":  "serverport port",
}

// keyParts are the words before a name, and the fields that the rest may then
// be: a request has no status and a response no method. Longer ones stand
// before those that begin them.
var keyParts = []struct{ word, fields string }{
	{"http", requestFields + " " + responseFields + " request duration"},
	{"header", "host vhost agent referrer forwarded"},
	{"clientrequest", requestFields},
	{"request", requestFields},
	{"req", requestFields},
	{"response", responseFields},
	{"resp", responseFields},
	{"res", responseFields},
}

const (
	requestFields  = "client host vhost user method uri path query proto referrer agent forwarded"
	responseFields = "status bytes"
)

// keyWrappers are the objects around the keys of a line that say nothing about
// them.
const keyWrappers = "fields data access accesslog log event context ctx payload jsonpayload attributes attrs properties props " +
	"extra meta state nginx apache"

// headerObjects are objects with the headers of a request.
const headerObjects = "headers header requestheaders requestheader reqheaders httprequestheaders httpheaders"

// responseHeaderObjects are objects with the headers of a response.
const responseHeaderObjects = "responseheaders responseheader resheaders respheaders httpresponseheaders"

// keyUnits are the endings of names that say the unit of a duration. Longer
// ones stand before those that they end in.
var keyUnits = []struct {
	endings string
	convert derivation
}{
	{"milliseconds millisecond millisec millis msec ms", fromMillis},
	{"microseconds microsecond microsec micros usec us", fromMicros},
	{"nanoseconds nanosecond nanosec nanos nsec ns", fromNanos},
	{"seconds second secs sec s", fromSeconds},
}

// alias is a field and the place of a name in its list.
type alias struct {
	field string
	rank  int
}

// aliasesOf returns the fields by each name.
var aliasesOf = sync.OnceValue(func() map[string][]alias {
	index := make(map[string][]alias)
	for _, field := range append([]string{"host"}, fieldOrder...) {
		for rank, name := range strings.Fields(keyAliases[field]) {
			index[name] = append(index[name], alias{field, rank})
		}
	}
	return index
})

// maxKeyPath is the longest key with a meaning, in bytes. Nothing here is to be
// quadratic in what a client may have written.
const maxKeyPath = 200

// suggest calls yield for each field that a key may be by its name. The name
// as a whole goes before the name within the objects around it.
func suggest(path string, yield func(field string, c named)) {
	if len(path) > maxKeyPath {
		return
	}
	for _, name := range plainNames(path) {
		if suggestName(name, "", path, yield) {
			return
		}
	}
}

// suggestName is suggest for a plain name, within some fields, or all if fields
// is "".
func suggestName(name, fields, path string, yield func(field string, c named)) bool {
	found := false
	for _, a := range aliasesOf()[name] {
		if !isOneOf(a.field, fields) {
			continue
		}
		c := named{rank: a.rank}
		if a.field == "duration" || a.field == "upstream_duration" {
			c.convert, c.whole = documentedUnit(name, path)
		}
		yield(a.field, c)
		found = true
	}
	if found || suggestDuration(name, fields, yield) {
		return true
	}
	for _, part := range keyParts {
		if rest, ok := strings.CutPrefix(name, part.word); ok && suggestName(rest, part.fields, path, yield) {
			return true
		}
	}
	return false
}

// suggestDuration is suggestName for names that end in a unit: durations, and
// times since 1970.
func suggestDuration(name, fields string, yield func(field string, c named)) bool {
	found := false
	offer := func(field string, c named) {
		if isOneOf(field, fields) {
			yield(field, c)
			found = true
		}
	}
	for _, u := range keyUnits {
		for ending := range strings.FieldsSeq(u.endings) {
			base, ok := strings.CutSuffix(name, ending)
			if !ok {
				continue
			}
			base = strings.TrimSuffix(base, "in") // duration_in_ms
			for _, a := range aliasesOf()[base] {
				switch a.field {
				case "time":
					offer(a.field, named{rank: a.rank})
				case "duration", "upstream_duration":
					offer(a.field, named{rank: a.rank, convert: u.convert})
				}
			}
			if base == "time" { // which alone is no duration
				offer("duration", named{rank: len(keyAliases["duration"]), convert: u.convert})
			}
			if found {
				return true
			}
		}
	}
	return false
}

// documentedUnit returns the unit of a duration by its name: convert if all
// values have it, whole if whole numbers have it. Programs in JavaScript count
// in milliseconds, with a fraction or without, and spell the name their way
// (morgan's response-time, pino's responseTime). LTSV's reqtime is Apache's %T
// or nginx's $request_time, its apptime Apache's %D or nginx's
// $upstream_response_time, which is a list.
func documentedUnit(name, path string) (convert, whole derivation) {
	last := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case last == "responseTime" || last == "response-time":
		return fromMillis, nil
	case name == "upstreamresponsetime":
		return sumList, nil
	case name == "reqtime":
		return nil, fromSeconds
	case name == "apptime":
		return nil, fromMicros
	}
	return nil, nil
}

// plainNames returns what a key is called when its spelling is left aside: all
// of it, and then what it is called within the objects around it that say
// nothing. A header is called header and its name.
func plainNames(path string) []string {
	names := []string{plainName(path)}
	for {
		if dot := strings.LastIndexByte(path, '.'); dot > 0 {
			switch object, name := plainName(path[:dot]), plainName(path[dot+1:]); {
			case isOneOf(object, headerObjects):
				names = append(names, "header"+name)
			case isOneOf(object, responseHeaderObjects):
				names = append(names, "responseheader"+name)
			}
		}
		object, rest, ok := strings.Cut(path, ".")
		if !ok || !isOneOf(plainName(object), keyWrappers) {
			return names
		}
		path = rest
		names = append(names, plainName(path))
	}
}

// plainName returns the letters and digits of a key, in lower case.
func plainName(key string) string {
	var name strings.Builder
	for _, c := range []byte(key) {
		switch {
		case 'A' <= c && c <= 'Z':
			name.WriteByte(c | 0x20)
		case isAlphanumeric(c):
			name.WriteByte(c)
		}
	}
	return name.String()
}

// isOneOf reports whether word is in a list of words, or the list is empty.
func isOneOf(word, list string) bool {
	if list == "" {
		return true
	}
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}
