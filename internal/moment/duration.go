package moment

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// units of durations. A day has 24 hours here, whatever clocks do.
var units = []struct {
	letter byte
	size   time.Duration
}{
	{'s', time.Second}, {'m', time.Minute}, {'h', time.Hour}, {'d', 24 * time.Hour}, {'w', 7 * 24 * time.Hour},
}

var (
	errNoDuration = errors.New("examples: 45s, 90m, 1h30m, 7d, 2w")
	errNothing    = errors.New("it must be more than nothing")
	errTooLong    = errors.New("the longest is 15250w")
)

// ParseDuration reads how long something takes, which is more than nothing:
// 45s, 90m, 1h30m, 7d, 2w. The error says in one line what to write.
func ParseDuration(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	d, err := readDuration(text)
	switch {
	case err == nil:
		return d, nil
	case isDigits(text) && err == errNoDuration:
		err = noUnit(text)
	case strings.HasPrefix(text, "-"):
		err = errors.New("it counts backwards by itself, without a minus")
	}
	return 0, fmt.Errorf("cannot read %q as a duration; %w", clip(text), err)
}

// noUnit is the error for a number alone.
func noUnit(number string) error {
	number = clip(number)
	return fmt.Errorf("of what? write %ss, %sm, %sh or %sd", number, number, number, number)
}

// readDuration is ParseDuration with an error that only says what to write.
func readDuration(text string) (time.Duration, error) {
	if text == "" || len(text) > maxText {
		return 0, errNoDuration
	}
	total := time.Duration(0)
	for text != "" {
		d, rest, err := cutDuration(text)
		if err != nil {
			return 0, err
		}
		if total > math.MaxInt64-d {
			return 0, errTooLong
		}
		total, text = total+d, rest
	}
	if total == 0 {
		return 0, errNothing
	}
	return total, nil
}

// cutDuration reads the number and the unit that text begins with.
func cutDuration(text string) (d time.Duration, rest string, err error) {
	n := time.Duration(0)
	i := 0
	for ; i < len(text) && text[i]-'0' <= 9; i++ {
		digit := time.Duration(text[i] - '0')
		if n > (math.MaxInt64-digit)/10 {
			return 0, "", errTooLong
		}
		n = n*10 + digit
	}
	if i == 0 || i == len(text) {
		return 0, "", errNoDuration
	}
	for _, u := range units {
		if u.letter == text[i] {
			if n > math.MaxInt64/u.size {
				return 0, "", errTooLong
			}
			return n * u.size, text[i+1:], nil
		}
	}
	return 0, "", errNoDuration
}
