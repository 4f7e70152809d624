package parser

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// Formats are read from the configuration of a server by lexers of our own:
// of two directives and the includes nothing else need be understood, so that
// modules which nobody here has heard of do no harm, and the same lexers read
// a directive that is pasted. A library for nginx knows nothing of Apache.

// ConfigFormat is a log format that a server's configuration defines.
type ConfigFormat struct {
	Name string // "" for one without a nickname
	Text string // the directive, as it stands in the file
	File string // "" for a format that the server brings along
	Line int    // counts from 1
}

const (
	maxConfigDepth = 20      // files that include each other, the limit of Apache
	maxConfigFiles = 10000   // a site each on a large host; more is a loop by links
	maxConfigGlobs = 3       // parts of a pattern with a wildcard: /*/*/*/* is every file there is
	maxConfigLine  = 1 << 16 // bytes of a directive of Apache; variables that hold each other double
)

// nginxCombined is the format that every nginx has.
const nginxCombined = `log_format combined '$remote_addr - $remote_user [$time_local] ` +
	`"$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';`

// ConfigFormats returns the formats that a configuration file of nginx or
// Apache and the files that it includes define, in order. open returns a
// file's text; glob the files that a pattern matches, in order.
func ConfigFormats(path string, open func(string) ([]byte, error), glob func(string) ([]string, error)) ([]ConfigFormat, error) {
	text, err := open(path)
	if err != nil {
		return nil, err
	}
	c := configReader{open: open, glob: glob, root: filepath.Dir(path)}
	switch serverOf(string(text)) {
	case nginxServer:
		c.formats = []ConfigFormat{{Name: "combined", Text: nginxCombined}}
		c.read = c.nginx
	case apacheServer:
		c.defines = map[string]string{}
		c.read = c.apache
	default:
		return nil, fmt.Errorf("%s is no configuration of nginx or Apache", path)
	}
	if err := c.within(path, func() error { return c.read(path, string(text)) }); err != nil {
		return nil, err
	}
	if len(c.formats) == 0 {
		return nil, fmt.Errorf("%s and the files that it includes have no LogFormat", path)
	}
	return c.formats, nil
}

// configReader reads a configuration file and those it includes.
type configReader struct {
	open    func(string) ([]byte, error)
	glob    func(string) ([]string, error)
	read    func(path, text string) error // reads one file: nginx or apache
	root    string                        // the directory that names of files begin at
	defines map[string]string             // Apache's variables
	reading []string                      // the files that include each other, the innermost last
	files   int
	formats []ConfigFormat
}

// within calls read for a file or a directory, unless that does not end.
func (c *configReader) within(path string, read func() error) error {
	path = filepath.Clean(path)
	if slices.Contains(c.reading, path) {
		return fmt.Errorf("%s includes itself", strings.Join(append(c.reading, path), " -> "))
	}
	if len(c.reading) == maxConfigDepth {
		return fmt.Errorf("more than %d files include each other: %s", maxConfigDepth, strings.Join(c.reading, " -> "))
	}
	if c.files++; c.files > maxConfigFiles {
		return fmt.Errorf("more than %d files are included", maxConfigFiles)
	}
	c.reading = append(c.reading, path)
	defer func() { c.reading = c.reading[:len(c.reading)-1] }()
	return read()
}

// include reads the files that a directive names. A file that is not there is
// an error unless it is optional or the name is a pattern.
func (c *configReader) include(name string, optional bool) error {
	if !filepath.IsAbs(name) {
		name = filepath.Join(c.root, name)
	}
	if strings.ContainsAny(name, wildcards) {
		if err := checkGlob(name); err != nil {
			return err
		}
		files, err := c.glob(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return c.all(files)
	}
	err := c.file(name)
	if optional && errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// wildcards are the bytes that make a name a pattern.
const wildcards = "*?["

// checkGlob refuses a pattern that would have to be looked for everywhere.
func checkGlob(name string) error {
	n := 0
	for part := range strings.SplitSeq(name, "/") {
		if strings.ContainsAny(part, wildcards) {
			n++
		}
	}
	if n > maxConfigGlobs {
		return fmt.Errorf("an included name has wildcards in at most %d of its parts", maxConfigGlobs)
	}
	return nil
}

// all reads the named files.
func (c *configReader) all(files []string) error {
	for _, name := range files {
		if err := c.file(name); err != nil {
			return err
		}
	}
	return nil
}

// file reads the named file; for Apache it may be a directory, of which all
// files are read.
func (c *configReader) file(name string) error {
	text, err := c.open(name)
	if err == nil {
		return c.within(name, func() error { return c.read(name, string(text)) })
	}
	if c.defines == nil {
		return err
	}
	files, _ := c.glob(filepath.Join(name, "*"))
	if len(files) == 0 {
		return err
	}
	return c.within(name, func() error { return c.all(files) })
}

// nginx reads a file of nginx.
func (c *configReader) nginx(path, text string) error {
	lexer := nginxLexer{text: text}
	line, seen := 1, 0
	for {
		words, end, err := lexer.next()
		line += strings.Count(text[seen:lexer.start], "\n")
		seen = lexer.start
		if bad, ok := errors.AsType[*formatError](err); ok {
			return fmt.Errorf("%s:%d: %s", path, bad.line, bad.message)
		}
		if len(words) == 0 && end == 0 {
			return nil
		}
		if len(words) < 2 || end == '{' {
			continue
		}
		argument := string(nginxSpelling(words[1].raw, 0).text)
		switch words[0].raw {
		case "log_format":
			c.formats = append(c.formats, ConfigFormat{argument, text[lexer.start:lexer.pos], path, line})
		case "include":
			if err := c.include(argument, false); err != nil {
				return fmt.Errorf("%s:%d: %w", path, line, err)
			}
		}
	}
}

// apache reads a file of Apache. What stands in sections such as <IfModule>
// counts, whatever their condition.
func (c *configReader) apache(path, text string) error {
	line := 1
	for text != "" {
		begin := line
		var whole strings.Builder // of lines that end in a backslash
		for more := true; more; line++ {
			var one string
			one, text, _ = strings.Cut(text, "\n")
			one, more = strings.CutSuffix(strings.TrimSuffix(one, "\r"), "\\")
			whole.WriteString(one)
			more = more && text != ""
		}
		if err := c.apacheDirective(path, begin, strings.TrimSpace(whole.String())); err != nil {
			return fmt.Errorf("%s:%d: %w", path, begin, err)
		}
	}
	return nil
}

// apacheDirective reads a directive of Apache.
func (c *configReader) apacheDirective(path string, line int, text string) error {
	name := strings.ToLower(firstWord(text))
	if !slices.Contains(apacheNames, name) {
		return nil
	}
	text, err := c.expanded(text)
	if err != nil {
		return err
	}
	_, _, rest := apacheWord(spelledAs(text, 0))
	first, _, rest := apacheWord(rest)
	second, _, _ := apacheWord(rest)
	switch argument := string(first.text); name {
	case "serverroot":
		if filepath.IsAbs(argument) {
			c.root = argument
		}
	case "define":
		c.defines[argument] = string(second.text)
	case "include", "includeoptional":
		return c.include(argument, name == "includeoptional")
	case "logformat":
		c.formats = append(c.formats, ConfigFormat{string(second.text), text, path, line})
	case "customlog", "globallog":
		if slices.Contains(second.text, '%') { // or it is the name of a LogFormat
			c.formats = append(c.formats, ConfigFormat{"", text, path, line})
		}
	}
	return nil
}

// expanded returns text with the values of variables in their places.
// Others, such as those of the environment, are left as they stand.
func (c *configReader) expanded(text string) (string, error) {
	var whole strings.Builder
	for whole.Len() <= maxConfigLine {
		before, rest, ok := strings.Cut(text, "${")
		name, behind, closed := strings.Cut(rest, "}")
		whole.WriteString(before)
		if !ok || !closed {
			whole.WriteString(text[len(before):])
			return whole.String(), nil
		}
		if value, defined := c.defines[name]; defined {
			whole.WriteString(value)
		} else {
			whole.WriteString("${" + name + "}")
		}
		text = behind
	}
	return "", fmt.Errorf("more than %d bytes with the values of variables", maxConfigLine)
}

// apacheNames are the directives of Apache that are read.
var apacheNames = []string{"serverroot", "define", "include", "includeoptional", "logformat", "customlog", "globallog"}

// firstWord returns what text has before its first space.
func firstWord(text string) string {
	if end := strings.IndexAny(text, " \t"); end >= 0 {
		return text[:end]
	}
	return text
}

// server is a kind of server.
type server uint8

const (
	unknownServer server = iota
	nginxServer
	apacheServer
)

// nginxNames are directives of nginx that tell its files from others with
// semicolons and braces.
var nginxNames = []string{"log_format", "http", "stream", "events", "server", "upstream", "location", "map", "include", "user",
	"worker_processes", "pid", "error_log", "access_log", "load_module"}

// serverOf tells whose configuration text is, by the first line that tells.
func serverOf(text string) server {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " #")
		line = strings.TrimSpace(line)
		first := firstWord(line)
		switch {
		case line == "" || line[0] == '#':
		case first == "log_format":
			return nginxServer
		case line[0] == '<':
			return apacheServer
		case strings.ContainsAny(line[len(line)-1:], ";{}") && slices.Contains(nginxNames, strings.TrimRight(first, "{};")):
			return nginxServer
		case slices.Contains(apacheNames, strings.ToLower(first)):
			return apacheServer
		}
	}
	return unknownServer
}
