package parser

import "testing"

// TestKeysOfAnyLetters has keys that are not ASCII, or no text at all, of
// which the small letters take more bytes or fewer.
func TestKeysOfAnyLetters(t *testing.T) {
	for key, name := range map[string]string{"a\u212ab": "a___b", "a\xffb": "a_b", "\u023a": "__"} {
		line := `{"status":200,"method":"GET","` + key + `":"x"}`
		f := jsonFormat.Fit([][]byte{[]byte(line)})
		set := NewFieldSet(f.Own()...)
		slot, err := set.Add(name)
		if err != nil {
			t.Fatal(err)
		}
		r := NewRecord(set)
		r.Reset("")
		if f.Compile(set).Parse([]byte(line), r) != Parsed || string(r.Bytes(slot)) != "x" {
			t.Errorf("%q: %s is %q", key, name, r.Bytes(slot))
		}
	}
}
