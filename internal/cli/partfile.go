package cli

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// isFolder reports whether a value of -o names a folder: it ends as one.
func isFolder(word string) bool { return word != "" && os.IsPathSeparator(word[len(word)-1]) }

// intoFolders gives the outputs that are folders the path of the file there.
func (a *app) intoFolders(outputs []output, names []string) error {
	start, end, err := a.flags.bytes()
	for i := range outputs {
		if out := &outputs[i]; out.folder != "" && err == nil {
			out.path, err = partFile(names, start, end)
			out.path = out.folder + out.path
		}
	}
	return err
}

// makeFolder makes the folder of an output that is one.
func (out *output) makeFolder() error {
	if out.folder == "" {
		return nil
	}
	return fileError(out.folder, os.MkdirAll(out.folder, 0o777))
}

// longestPart is how much of a name is kept in that of a part: with the rest it
// stays below the 255 bytes that file systems allow.
const longestPart = 120

// partFile is the name of the file that the counts of a range of inputs go to:
// always the same for them, so that who does it again replaces it, and another
// one for others, by a hash of where they are. Two machines that call different
// logs the same need a folder each.
func partFile(names []string, start, end int64) (string, error) {
	hash := xxhash.New()
	for _, name := range names {
		if name == "-" {
			return "", errors.New("-o FOLDER/ names its file after what is read; standard input has no name: -o FOLDER/NAME.wfp")
		}
		where := name
		if !strings.Contains(name, "://") {
			var err error
			if where, err = filepath.Abs(name); err != nil {
				return "", err
			}
		}
		hash.WriteString(where)
		hash.Write([]byte{0})
	}
	first, _, _ := strings.Cut(filepath.ToSlash(names[0]), "?")
	text := plainLetters(path.Base(first))
	if len(names) > 1 {
		text += fmt.Sprintf("+%d", len(names)-1)
	}
	text += fmt.Sprintf(".%016x", hash.Sum64())
	switch {
	case end < math.MaxInt64:
		text += fmt.Sprintf(".%d-%d", start, end)
	case start > 0:
		text += fmt.Sprintf(".%d-end", start)
	}
	return text + ".wfp", nil
}

// plainLetters returns the beginning of a name with _ for what is special to a
// shell or a file system, and for a dot that would hide a file.
func plainLetters(name string) string {
	plain := []byte(name[:min(len(name), longestPart)])
	for i, c := range plain {
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.' && i > 0) {
			plain[i] = '_'
		}
	}
	return string(plain)
}
