package gen

// duration returns milliseconds.
func (r *request) duration() int {
	a, b := r.pace[0], r.pace[1]
	return 1 + int(a>>60)<<(b>>61)
}
