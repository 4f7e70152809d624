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
		if path == "" {
			return nil, errors.New("-f @ needs a file: -f @/etc/nginx/nginx.conf")
		}
		return configFormats(path)
	}
	f, err := parser.NewFormat(text)
	if err == nil {
		return []*parser.Format{f}, nil
	}
	var unknown *parser.UnknownFormat
	if !errors.As(err, &unknown) {
		return nil, fmt.Errorf("-f %s: %w", text, err)
	}
	if info, err := os.Stat(text); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("-f %s: is a file, not a format (-f @%s reads the formats of a server's configuration); formats are: %s", text, text, strings.Join(formatNames(), " "))
	}
	return nil, fmt.Errorf("-f: %w", err)
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
	texts := textReader{maxText}
	defined, err := parser.ConfigFormats(path, texts.read, filepath.Glob)
	var unread *os.PathError
	switch {
	case errors.As(err, &unread) && unread.Path == path:
		return nil, fmt.Errorf("-f @%s: %w", path, bare(err))
	case err != nil: // of a file that is included, the error has the name
		return nil, fmt.Errorf("-f @%s: %v", path, err)
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
		if d.Name != "" { // else its text is the name
			f.Name, f.Option = d.Name, "@"+path+":"+d.Name
		}
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
func formatNames() []string {
	var names []string
	for _, f := range parser.Formats() {
		names = append(names, f.Name)
	}
	return names
}
