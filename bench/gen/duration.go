package gen

import "math/bits"

// Logarithms of durations are in 1/64 of an octave; 0 is a microsecond.
const octave = 64

// paces are the logarithms of how long half of the requests for something of
// each kind take at most: 24 ms for an article, 1.5 ms for a stylesheet.
var paces = [kinds]int{
	article: 14*octave + 35,
	page:    15*octave + 56,
	asset:   10*octave + 35,
	picture: 11*octave + 35,
	feed:    13*octave + 56,
	api:     15*octave + 6,
	login:   16*octave + 29,
	missing: 12 * octave,
}

// longest is where the server gives up on the application, in milliseconds:
// nginx's proxy_read_timeout.
const longest = 60_000

// duration returns how many milliseconds the request took, for something that
// takes so much longer or shorter than others of its kind. The logarithm is
// nearly normal, with a deviation of 0.8 octaves, but for one request in 64
// that was slow for no reason that the log knows, by 1 to 6 octaves.
func (r *request) duration(deviation int) int {
	log := paces[r.kind] + deviation + r.haste()
	sum := 0 // of eight uniform draws; its deviation is 53,510
	for _, x := range r.pace {
		for shift := 0; shift < 64; shift += 16 {
			sum += int(x >> shift & 0xffff)
		}
	}
	log += (sum - 8*0xffff/2) / 1024
	if chance := mix64(uint64(r.pace[0] ^ r.pace[1])); chance%64 == 0 {
		log += octave + int(chance>>32%(2*octave)) + octave*min(bits.TrailingZeros8(uint8(chance>>8)), 3)
	}
	if statusCodes[r.status] == "504" {
		return longest + sum>>12%8
	}
	return int(min(1+exp(max(log, 0))/1000, longest))
}

// haste returns by how much the answer makes a request longer or shorter: one
// without a body is soon given, and clients that give up have waited.
func (r *request) haste() int {
	switch statusCodes[r.status] {
	case "304", "301", "302":
		return -2 * octave
	case "429", "503":
		return -4 * octave
	case "400", "401", "403", "404", "405", "502":
		return -octave
	case "500":
		return octave
	case "499":
		return 7 * octave
	}
	return 0
}

// exp returns 2 to the power of log/64, with octaves filled linearly.
func exp(log int) int64 { return int64(octave+log%octave) << (log / octave) >> 6 }
