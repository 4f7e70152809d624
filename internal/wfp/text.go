package wfp

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"wf/aggregate"
	"wf/parser"
)

// Text is a string of any bytes. In JSON it is a string, or where that would
// change it an object with its bytes in base64.
type Text string

type textBytes struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON is json.Marshaler's.
func (t Text) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(textBytes{[]byte(t)})
}

// UnmarshalJSON is json.Unmarshaler's.
func (t *Text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var b textBytes
		err := json.Unmarshal(data, &b)
		*t = Text(b.Base64)
		return err
	}
	return json.Unmarshal(data, (*string)(t))
}

// Span is an aggregate.Span. In JSON it is a list of stamps that come to it,
// each of which is its nanoseconds and its offset from UTC in seconds.
type Span struct{ aggregate.Span }

// MarshalJSON is json.Marshaler's.
func (s Span) MarshalJSON() ([]byte, error) {
	list := [][2]int64{}
	for _, stamp := range s.Stamps() {
		list = append(list, [2]int64{stamp.Nanos, int64(stamp.Offset)})
	}
	return json.Marshal(list)
}

// UnmarshalJSON is json.Unmarshaler's.
func (s *Span) UnmarshalJSON(data []byte) error {
	var list [][2]int64
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	if len(list) > maxStamps { // each offset is looked for among the others
		return fmt.Errorf("%d stamps are too many", len(list))
	}
	s.Span = aggregate.Span{}
	for _, stamp := range list {
		if int64(int32(stamp[1])) != stamp[1] {
			return fmt.Errorf("%d is no offset from UTC", stamp[1])
		}
		s.Add(parser.Stamp{Nanos: stamp[0], Offset: int32(stamp[1]), Valid: true})
	}
	return nil
}
