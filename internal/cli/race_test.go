//go:build race

package cli

// raceDetector says that everything is an order of magnitude slower.
const raceDetector = true
