package cli

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"wf/parser"
)

var update = flag.Bool("update", false, "write the manual page instead of comparing with it")

// The manual page and what it is made from: prose by hand, and lists that the
// program itself has.
const (
	manualPage   = "../../docs/man/wf.1"
	manualSource = "../../docs/man/wf.1.in"
)

// TestManual compares the manual page with what it says of itself: whoever
// changes a flag, a command, a field or a format runs make man.
func TestManual(t *testing.T) {
	want := manual(t)
	if *update {
		if err := os.WriteFile(manualPage, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(manualPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what its source and the program make; run: make man", manualPage)
	}
}

// Whatever shows manual pages shows this one, without complaints and within 80
// columns.
func TestManualIsShown(t *testing.T) {
	shown := 0
	for _, command := range [][]string{
		{"mandoc", "-T", "lint", "-W", "style", manualPage},
		{"mandoc", "-T", "ascii", "-O", "width=80", manualPage},
		{"groff", "-man", "-ww", "-T", "ascii", "-P", "-cbou", "-rLL=80n", manualPage},
	} {
		if _, err := exec.LookPath(command[0]); err != nil {
			continue
		}
		output, err := exec.Command(command[0], command[1:]...).CombinedOutput()
		if err != nil || command[2] == "lint" && len(output) > 0 || strings.Contains(string(output), "warning") {
			t.Errorf("%s: %v\n%s", strings.Join(command, " "), err, output)
		}
		for line := range strings.Lines(string(output)) {
			if plain := overstruck.ReplaceAllString(strings.TrimRight(line, "\n"), ""); len(plain) > 80 && command[2] != "lint" {
				t.Errorf("%s: over 80 columns: %s", command[0], plain)
			}
		}
		shown++
	}
	if shown == 0 {
		t.Skip("neither mandoc nor groff")
	}
}

// manual returns the manual page as it should be.
func manual(t *testing.T) string {
	t.Helper()
	root := newRoot(&app{})
	page := template.New("wf.1.in").Funcs(template.FuncMap{
		"version":  func() string { return version },
		"synopsis": func() string { return manSynopsis(root) },
		"commands": func() string { return manCommands(root) },
		"flags":    func() string { return manFlags(root.PersistentFlags()) },
		"fields":   manFields,
		"formats":  manFormats,
		"wrappers": manWrappers,
	})
	text, err := os.ReadFile(manualSource)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := page.Parse(string(text)); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := page.Execute(&out, nil); err != nil {
		t.Fatal(err)
	}
	return folded(out.String())
}

// folded breaks the lines of prose that are long, as mandoc wants them; it
// and groff fill paragraphs by themselves.
func folded(page string) string {
	const longest = 78
	var out strings.Builder
	example := false
	for line := range strings.Lines(page) {
		example = strings.HasPrefix(line, ".EX") || example && !strings.HasPrefix(line, ".EE")
		for !example && !strings.HasPrefix(line, ".") && len(line) > longest {
			end := strings.LastIndexByte(line[:longest], ' ')
			if end < 0 || strings.HasPrefix(line[end+1:], ".") {
				break
			}
			out.WriteString(line[:end] + "\n")
			line = line[end+1:]
		}
		out.WriteString(line)
	}
	return out.String()
}

// roff writes text so that it is shown as it stands. A hyphen is one that can
// be copied and searched for, quotes stay straight.
func roff(text string) string {
	text = roffSigns.Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, `\(aq`) {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

var roffSigns = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`)

// allCommands returns wf and all that stands behind it, in the order of the help.
func allCommands(root *cobra.Command) []*cobra.Command {
	list := []*cobra.Command{root}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() && c.Name() != "help" {
			list = append(list, allCommands(c)...)
		}
	}
	return list
}

// usage is how a command is typed, without what cobra adds.
func usage(c *cobra.Command) string {
	return strings.TrimSuffix(c.UseLine(), " [flags]")
}

func manSynopsis(root *cobra.Command) string {
	var out strings.Builder
	for i, c := range allCommands(root) {
		if i > 0 {
			out.WriteString(".br\n")
		}
		words := strings.Fields(usage(c))
		names := strings.Fields(c.CommandPath())
		fmt.Fprintf(&out, ".B %s\n", roff(strings.Join(names, " ")))
		if rest := words[len(names):]; len(rest) > 0 {
			fmt.Fprintf(&out, ".I %s\n", roff(strings.Join(rest, " ")))
		}
	}
	return out.String()
}

// manCommands describes each command: what it does, its own flags, which of
// the others it takes, examples.
func manCommands(root *cobra.Command) string {
	var out strings.Builder
	for _, c := range allCommands(root) {
		fmt.Fprintf(&out, ".SS \"%s\"\n", roff(usage(c)))
		switch text := c.Long; {
		case text != "":
			text = strings.TrimPrefix(text, c.CommandPath()+": ")
			out.WriteString(manParagraphs(upperFirst(text)))
		case c == root:
			out.WriteString("The report: what happened, on one screen.\n")
		default:
			out.WriteString(roff(upperFirst(c.Short)) + ".\n")
		}
		if c != root {
			own := c.LocalNonPersistentFlags()
			own.SortFlags = false
			out.WriteString(manFlags(own))
		}
		if c.Example != "" {
			fmt.Fprintf(&out, ".PP\n.EX\n%s\n.EE\n", roff(c.Example))
		}
		fmt.Fprintf(&out, ".PP\nTakes: %s.\n", manTaken(root, c))
	}
	return out.String()
}

// manParagraphs writes prose with empty lines between paragraphs; lines that
// begin with a space stay lines.
func manParagraphs(text string) string {
	var out strings.Builder
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			out.WriteString(".PP\n")
		}
		if strings.HasPrefix(paragraph, " ") {
			fmt.Fprintf(&out, ".EX\n%s\n.EE\n", roff(paragraph))
		} else {
			out.WriteString(roff(paragraph) + "\n")
		}
	}
	return out.String()
}

// manTaken lists those of the flags of all commands that c takes.
func manTaken(root, c *cobra.Command) string {
	used := strings.Fields(c.Annotations[usedFlags])
	var names []string
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) {
		if slices.Contains(used, f.Name) && c.LocalNonPersistentFlags().Lookup(f.Name) == nil {
			names = append(names, `\fB`+roff("--"+f.Name)+`\fR`)
		}
	})
	return strings.Join(names, ", ")
}

// manFlags describes flags in their order.
func manFlags(set *pflag.FlagSet) string {
	var out strings.Builder
	set.SortFlags = false
	set.VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Name == "version" {
			return
		}
		value, text := pflag.UnquoteUsage(f)
		head := `\fB` + roff("--"+f.Name) + `\fR`
		if f.Shorthand != "" {
			head = `\fB` + roff("-"+f.Shorthand) + `\fR, ` + head
		}
		if value != "" {
			head += ` \fI` + roff(value) + `\fR`
		}
		fmt.Fprintf(&out, ".TP\n%s\n%s.\n", head, roff(upperFirst(text)))
	})
	return out.String()
}

func manFields() string {
	var out strings.Builder
	for _, f := range parser.Fields() {
		text := f.Doc
		if f.Unit != "" {
			text += ", in " + f.Unit
		}
		out.WriteString(manItem(f.Name, text))
	}
	return out.String()
}

func manFormats() string {
	var out strings.Builder
	for _, f := range parser.Formats() {
		out.WriteString(manItem(f.Name, f.Doc))
	}
	return out.String()
}

func manWrappers() string {
	var out strings.Builder
	names, docs := parser.Wrappers()
	for i, name := range names {
		out.WriteString(manItem(name, docs[i]))
	}
	return out.String()
}

// manItem is an entry of a list, worded as wf formats has it.
func manItem(name, text string) string {
	return fmt.Sprintf(".TP\n.B %s\n%s\n", roff(name), roff(text))
}

// upperFirst begins a sentence with a capital, but no value with one.
func upperFirst(text string) string {
	word, _, _ := strings.Cut(text, " ")
	if strings.HasSuffix(word, ":") {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// overstruck is a letter that the next one is printed over, to make it bold.
var overstruck = regexp.MustCompile(".\b")
