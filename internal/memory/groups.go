package memory

import (
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// group is a control group that bounds the memory of the process.
type group struct {
	folder string // with the files of the group
	*version
}

// version names the files of control groups, in each of which is a number of
// bytes, and two lines of memory.stat.
// See https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
// and https://docs.kernel.org/admin-guide/cgroup-v1/memory.html.
type version struct {
	limits []string // the lowest counts
	usage  string
	cache  []string // in memory.stat: contents of files, which make place for others
}

var (
	version1 = version{
		[]string{"memory.limit_in_bytes"},
		"memory.usage_in_bytes",
		[]string{"total_inactive_file", "total_active_file"},
	}
	version2 = version{
		[]string{"memory.max", "memory.high"},
		"memory.current",
		[]string{"inactive_file", "active_file"},
	}
)

// none is less than what the first version says where there is no limit, the
// largest number of whole pages.
const none = 1 << 62

// groups lists the control groups of the process, from its own to the outermost
// one that can be seen. Each of them bounds all that are in it.
// See https://man7.org/linux/man-pages/man7/cgroups.7.html.
func groups(proc, root string) (list []group) {
	mounts := readMounts(proc)
	for line := range linesOf(filepath.Join(proc, "self", "cgroup")) {
		hierarchy, rest, _ := strings.Cut(line, ":")
		controllers, path, ok := strings.Cut(rest, ":")
		v := versionOf(hierarchy == "0", controllers)
		if !ok || v == nil {
			continue
		}
		for _, m := range mounts {
			if m.version != v {
				continue
			}
			for _, folder := range upwards(filepath.Join(root, m.point), below(m.top, path)) {
				list = append(list, group{folder, v})
			}
		}
	}
	return list
}

// versionOf returns that of a hierarchy of groups: the second has all
// controllers, of the first nil is returned unless memory is among them.
func versionOf(second bool, controllers string) *version {
	switch {
	case second:
		return &version2
	case slices.Contains(strings.Split(controllers, ","), "memory"):
		return &version1
	}
	return nil
}

// mount is where the groups of a hierarchy can be seen.
type mount struct {
	*version
	top   string // the group that it shows, with those in it
	point string // the folder of that group
}

// readMounts lists the mounts of groups that bound memory.
// See https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html.
func readMounts(proc string) (list []mount) {
	for line := range linesOf(filepath.Join(proc, "self", "mountinfo")) {
		before, after, _ := strings.Cut(line, " - ")
		fields, kind := strings.Fields(before), strings.Fields(after)
		if len(fields) < 5 || len(kind) < 3 || kind[0] != "cgroup" && kind[0] != "cgroup2" {
			continue
		}
		if v := versionOf(kind[0] == "cgroup2", kind[2]); v != nil {
			list = append(list, mount{v, unescape(fields[3]), unescape(fields[4])})
		}
	}
	return list
}

// unescape returns the path that mountinfo writes.
func unescape(path string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(path)
}

// below returns path as seen from a mount that shows the hierarchy from top on.
// A container may see itself as the top, or be told of a path that it cannot
// see: then the mount itself is the nearest.
func below(top, path string) string {
	rel, err := filepath.Rel(top, path)
	if err != nil || !filepath.IsLocal(rel) {
		return "."
	}
	return rel
}

// upwards lists the folders from the one at path in top to top itself.
func upwards(top, path string) (list []string) {
	for ; path != "."; path = filepath.Dir(path) {
		list = append(list, filepath.Join(top, path))
	}
	return append(list, top)
}

// read returns the limit of a group, Unlimited if it has none, and how much of
// it is used by what cannot be given up.
func (g group) read() (limit, used int64) {
	limit = Unlimited
	for _, name := range g.limits {
		if n, ok := g.number(name); ok && n < none {
			limit = min(limit, n)
		}
	}
	if limit == Unlimited {
		return limit, 0
	}
	used, _ = g.number(g.usage)
	return limit, max(used-g.cached(), 0)
}

// number reads a file with a number in it. One with the word "max" has none.
func (g group) number(name string) (int64, bool) {
	text, err := os.ReadFile(filepath.Join(g.folder, name))
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	return clamp(n), err == nil
}

// cached adds up the lines of memory.stat for the contents of files.
func (g group) cached() (sum int64) {
	for line := range linesOf(filepath.Join(g.folder, "memory.stat")) {
		name, value, _ := strings.Cut(line, " ")
		if n, err := strconv.ParseInt(value, 10, 64); err == nil && slices.Contains(g.cache, name) {
			sum += n
		}
	}
	return sum
}

// linesOf returns the lines of a file, without their ends; none if it cannot be
// read.
func linesOf(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		text, _ := os.ReadFile(name) // what was read before an error counts
		for line := range strings.Lines(string(text)) {
			if !yield(strings.TrimSuffix(line, "\n")) {
				return
			}
		}
	}
}
