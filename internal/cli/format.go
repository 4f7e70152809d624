package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"wf/parser"
)

// givenFormats are the formats of -f: none without it, several if it names a
// configuration that defines several.
func (a *app) givenFormats() ([]*parser.Format, error) {
	text := a.flags.format
	if text == "" {
		if a.flags.given("format") {
			return nil, errors.New("-f needs a format: see wf formats")
		}
		return nil, nil
	}
	if path, ok := strings.CutPrefix(text, "@"); ok {
		return configFormats(path)
	}
	f, err := parser.NewFormat(text)
	if err == nil {
		return []*parser.Format{f}, nil
	}
	var unknown *parser.UnknownFormat
	info, statErr := os.Stat(text)
	switch {
	case !errors.As(err, &unknown):
		return nil, fmt.Errorf("-f %s: %w", text, err)
	case statErr == nil && !info.IsDir():
		return nil, fmt.Errorf("-f %s: is a file, not a format (-f @%s reads the formats of a server's configuration); formats are: %s", text, text, formatNames())
	}
	return nil, fmt.Errorf("-f %s: unknown format; known: %s", text, formatNames())
}

// configFormats are the formats that a server's configuration defines, or the
// one of them whose name follows the path behind a colon.
func configFormats(path string) ([]*parser.Format, error) {
	name := ""
	if _, err := os.Stat(path); err != nil {
		if colon := strings.LastIndexByte(path, ':'); colon > 0 {
			path, name = path[:colon], path[colon+1:]
		}
	}
	open := func(path string) ([]byte, error) { return os.ReadFile(path) }
	defined, err := parser.ConfigFormats(path, open, filepath.Glob)
	if err != nil {
		return nil, fmt.Errorf("-f @%s: %w", path, bare(err))
	}
	var formats []*parser.Format
	var names []string
	for _, d := range defined {
		names = append(names, d.Name)
		if name != "" && d.Name != name {
			continue
		}
		f, err := parser.NewFormat(d.Text)
		if err != nil {
			return nil, fmt.Errorf("-f @%s: %s:%d: %w", path, d.File, d.Line, err)
		}
		f.Name = d.Name
		formats = append(formats, f)
	}
	switch {
	case len(defined) == 0:
		return nil, fmt.Errorf("-f @%s: no log_format and no LogFormat in it", path)
	case len(formats) == 0:
		return nil, fmt.Errorf("-f @%s: no format %q in it; there are: %s", path, name, strings.Join(names, " "))
	}
	return formats, nil
}

// formatNames are the known formats, for messages.
func formatNames() string {
	var names []string
	for _, f := range parser.Formats() {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}
