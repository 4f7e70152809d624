// Package wfp reads and writes saved partials: files of the ending .wfp, which
// hold what was counted and not finished, so that it can be merged with what
// was counted elsewhere or at another time.
//
// A saved partial says what was asked and what was read, in its Header, and has
// a body for each question, which package aggregate writes and reads. A Writer
// writes one. A Reader reads any number of them, one behind the other, as cat
// makes them. docs/wfp.md describes every byte.
//
// Files come from other machines and may be damaged or made up: whatever they
// hold, reading one takes memory in proportion to its length, and what its
// bodies take is bounded by aggregate.Memory.
package wfp

// Ending is that of the names of saved partials, without the dot.
const Ending = "wfp"

// magic begins every saved partial. Its first byte is none of a text, and its
// line ends and the end of file of old systems show what a transfer as text
// does to it.
const magic = "\x89wfp\r\n\x1a\n"

// format is the version of the encoding, of the file and of the bodies in it.
// The byte behind the magic.
const format = 1

// Limits of what is read.
const (
	// maxBlock bounds a block of compressed data, in bytes: what is held of a
	// file at least.
	maxBlock = 1 << 20

	// maxWindow bounds how far back compressed data may refer, in bytes.
	maxWindow = 1 << 20

	// A header has at most maxHeader bytes, which is what tells of 100,000 logs
	// take, and is at most headerRatio times as long as its compressed form
	// beyond smallHeader: names and counts do not shrink further.
	maxHeader   = 64 << 20
	smallHeader = 64 << 10
	headerRatio = 128

	// maxStamps is more than a Span comes to: one for each offset of a clock in
	// whole minutes, and two.
	maxStamps = 4096 + 2

	// maxFields is more fields of a log's own than anybody asks for.
	maxFields = 10_000

	// MaxQuestions is how many bodies a saved partial may have.
	MaxQuestions = 1000
)
