package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// shells are those that completion knows.
var shells = []string{"bash", "zsh", "fish", "powershell"}

// completionCmd is "wf completion SHELL", in the place of cobra's own, whose
// script for bash offers nothing behind a comma.
func (a *app) completionCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "prints a script that completes what is typed in a shell",
		Example: `source <(wf completion bash)                for this session of bash; it
                                            needs the package bash-completion
wf completion bash > /etc/bash_completion.d/wf
wf completion zsh > "${fpath[1]}/_wf"       where compinit is on
wf completion fish > ~/.config/fish/completions/wf.fish
wf completion powershell | Out-String | Invoke-Expression`,
		Hidden:    true, // the end of the help names it
		ValidArgs: shells,
		Args:      cobra.ArbitraryArgs,
	}
	var plain bool
	cmd.Flags().BoolVar(&plain, "no-descriptions", false, "complete names without a word on what they are")
	a.runs(cmd, nil, func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 || !slices.Contains(shells, args[0]) {
			return fmt.Errorf("which shell? wf completion %s", strings.Join(shells, "|"))
		}
		text, err := completionScript(cmd.Root(), args[0], !plain)
		if err != nil {
			return err
		}
		return a.writeText(text)
	})
	return cmd
}

// completionScript returns the script for one of shells.
func completionScript(root *cobra.Command, shell string, described bool) (string, error) {
	var text bytes.Buffer
	var err error
	switch shell {
	case "bash":
		if err = root.GenBashCompletionV2(&text, described); err == nil {
			return commasInBash(text.String())
		}
	case "zsh":
		if described {
			err = root.GenZshCompletion(&text)
		} else {
			err = root.GenZshCompletionNoDesc(&text)
		}
	case "fish":
		err = root.GenFishCompletion(&text, described)
	case "powershell":
		if described {
			err = root.GenPowerShellCompletionWithDesc(&text)
		} else {
			err = root.GenPowerShellCompletion(&text)
		}
	}
	return text.String(), err
}

// commasInBash lets the script for bash complete the second of a list. Bash
// quotes a comma, because of {a,b}. Cobra quotes what it offers before it
// compares it with what was typed, and nobody types method\,status: commas are
// left as they are, in what is compared and in what is inserted.
func commasInBash(script string) (string, error) {
	const loop = `printf -v comp "%q" "${compline%%$tab*}" &>/dev/null || comp=$(printf "%q" "${compline%%$tab*}")`
	for _, piece := range []struct{ from, to string }{
		{loop, `printf -v comp "%q" "${compline%%$tab*}"; comp=${comp//\\,/,}`},
		{`$(printf "%q" `, `$(__wf_quoted `},
		{`printf "%q\n" `, `__wf_quoted `},
	} {
		if !strings.Contains(script, piece.from) {
			return "", fmt.Errorf("bug: the script for bash has no %s", piece.from)
		}
		script = strings.ReplaceAll(script, piece.from, piece.to)
	}
	return script + bashQuoted, nil
}

// bashQuoted prints its arguments for bash to read, a line each.
const bashQuoted = `
__wf_quoted()
{
    local word quoted
    for word; do
        printf -v quoted "%q" "$word"
        printf "%s\n" "${quoted//\\,/,}"
    done
}
`
