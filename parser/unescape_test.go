package parser

import (
	"encoding/json"
	"testing"
)

func TestUnescape(t *testing.T) {
	check := func(text, want string) {
		t.Helper()
		if got := string(appendJSONUnescaped([]byte("before "), []byte(text))); got != "before "+want {
			t.Errorf("%s is %q, want %q behind %q", text, got, want, "before ")
		}
	}
	check(``, "")
	check(`curl/8.5.0`, "curl/8.5.0")
	check(`\"\\\/\b\f\n\r\t`, "\"\\/\b\f\n\r\t")
	check(`caf\u00e9 \u00E9 \u20ac`, "café é €")
	check(`\ud83d\ude00`, "😀")
	check(`\ud83d`, "\ufffd")
	check(`\ude00\ud83d`, "\ufffd\ufffd")
	check(`\ud83d\ud83d\ude00`, "\ufffd😀")
	check(`\ud83d\n`, "\ufffd\n")
	check(`\ud83d\u00e`, "\ufffd\\u00e")

	// No escapes of JSON.
	check(`\`, `\`)
	check(`\x22`, `\x22`)
	check(`\u`, `\u`)
	check(`\u12`, `\u12`)
	check(`\u12g4\n`, `\u12g4`+"\n")
	check("\xff\xe2\x82", "\xff\xe2\x82")
}

// checkUnescape compares with encoding/json, if that takes text for a string.
// It replaces bytes that are not UTF-8, one by one, as a conversion to runes
// does.
func checkUnescape(t testing.TB, text []byte) bool {
	t.Helper()
	got := appendJSONUnescaped(nil, text)
	var want string
	if json.Unmarshal([]byte(`"`+string(text)+`"`), &want) != nil {
		return false
	}
	if string([]rune(string(got))) != want {
		t.Fatalf("%q is %q, want %q", text, got, want)
	}
	return true
}

// TestUnescapeAll compares all short texts over an alphabet of escapes.
func TestUnescapeAll(t *testing.T) {
	pieces := []string{`\`, `u`, `d83d`, `\ude0`, `0`, `n`, `/`, "\xe2", "\x82", `g`}
	valid := 0
	var text []byte
	var extend func(n int)
	extend = func(n int) {
		if checkUnescape(t, text) {
			valid++
		}
		if n == 0 {
			return
		}
		length := len(text)
		for _, p := range pieces {
			text = append(text[:length], p...)
			extend(n - 1)
		}
		text = text[:length]
	}
	extend(5)
	if valid < 10_000 {
		t.Errorf("only %d texts were strings of JSON", valid)
	}
}

func FuzzUnescape(f *testing.F) {
	for _, seed := range []string{
		``, `a\"b`, `\\\/\b\f\n\r\t`, `\u00e9`, `\ud83d\ude00`, `\ud83d\ud83d\ude00x`, `\ude00`, `\x22`, `\u12`, `\`, "\xff\\n\xe2\x82",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		checkUnescape(t, text)
		if got := appendJSONUnescaped(nil, text); len(got) > len(text) {
			t.Fatalf("%q grew to %q", text, got)
		}
	})
}
