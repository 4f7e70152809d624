package memory

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

const (
	mib = 1 << 20
	gib = 1 << 30
)

// Lines of /proc/self/mountinfo as they are on usual systems.
const (
	mountV1     = "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n"
	mountV2     = "41 31 0:38 / /sys/fs/cgroup rw,nosuid,nodev shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n"
	mountHybrid = mountV1 + "42 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
	mountOthers = "21 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n34 31 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n"
	meminfo     = "MemTotal:       16384000 kB\nMemFree:          204800 kB\nMemAvailable:    8388608 kB\n" // 8 GiB
)

// look writes files below a root, by path and text, and looks there.
func look(t *testing.T, files map[string]string) Room {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Look(root)
}

func TestLook(t *testing.T) {
	check := func(name string, want Room, files map[string]string) {
		t.Helper()
		if got := look(t, files); got != want {
			t.Errorf("%s: %d available of %d, want %d of %d", name, got.Available, got.Limit, want.Available, want.Limit)
		}
	}
	check("nothing to read", Room{Unlimited, Unlimited}, nil)
	check("no groups", Room{8 * gib, Unlimited}, map[string]string{"proc/meminfo": meminfo})
	check("no limit", Room{8 * gib, Unlimited}, map[string]string{
		"proc/meminfo":                 meminfo,
		"proc/self/mountinfo":          mountOthers + mountV2,
		"proc/self/cgroup":             "0::/user.slice\n",
		"sys/fs/cgroup/cgroup.procs":   "1\n",
		"sys/fs/cgroup/user.slice/x":   "",
		"sys/fs/cgroup/memory.current": "1\n",
	})
	check("a container that sees itself as the top", Room{412 * mib, 512 * mib}, map[string]string{
		"proc/meminfo":                 meminfo,
		"proc/self/mountinfo":          mountOthers + mountV2,
		"proc/self/cgroup":             "0::/\n",
		"sys/fs/cgroup/memory.max":     "536870912\n",
		"sys/fs/cgroup/memory.high":    "max\n",
		"sys/fs/cgroup/memory.current": "209715200\n",
		"sys/fs/cgroup/memory.stat":    "anon 104857600\nfile 104857600\nshmem 0\ninactive_file 62914560\nactive_file 41943040\n",
	})
	check("an outer group with less left", Room{124 * mib, 512 * mib}, map[string]string{
		"proc/meminfo":                               meminfo,
		"proc/self/mountinfo":                        mountV2,
		"proc/self/cgroup":                           "0::/a.slice/b.service\n",
		"sys/fs/cgroup/a.slice/memory.max":           "1073741824\n",
		"sys/fs/cgroup/a.slice/memory.current":       "943718400\n",
		"sys/fs/cgroup/a.slice/b.service/memory.max": "536870912\n",
	})
	check("an outer group with a lower limit", Room{256 * mib, 256 * mib}, map[string]string{
		"proc/self/mountinfo":                        mountV2,
		"proc/self/cgroup":                           "0::/a.slice/b.service\n",
		"sys/fs/cgroup/a.slice/memory.max":           "268435456\n",
		"sys/fs/cgroup/a.slice/b.service/memory.max": "max\n",
	})
	check("a group that is slowed down before it is full", Room{100 * mib, 100 * mib}, map[string]string{
		"proc/self/mountinfo":       mountV2,
		"proc/self/cgroup":          "0::/\n",
		"sys/fs/cgroup/memory.max":  "536870912\n",
		"sys/fs/cgroup/memory.high": "104857600\n",
	})
	check("a system with less than the group", Room{8 * gib, 16 * gib}, map[string]string{
		"proc/meminfo":             meminfo,
		"proc/self/mountinfo":      mountV2,
		"proc/self/cgroup":         "0::/\n",
		"sys/fs/cgroup/memory.max": "17179869184\n",
	})
	check("a group that is over its limit", Room{0, 64 * mib}, map[string]string{
		"proc/self/mountinfo":          mountV2,
		"proc/self/cgroup":             "0::/\n",
		"sys/fs/cgroup/memory.max":     "67108864\n",
		"sys/fs/cgroup/memory.current": "68157440\n",
	})
	check("a group that holds nothing but files", Room{64 * mib, 64 * mib}, map[string]string{
		"proc/self/mountinfo":          mountV2,
		"proc/self/cgroup":             "0::/\n",
		"sys/fs/cgroup/memory.max":     "67108864\n",
		"sys/fs/cgroup/memory.current": "1048576\n",
		"sys/fs/cgroup/memory.stat":    "inactive_file 2097152\nactive_file 0\n",
	})
	check("files of a group that cannot be understood", Room{8 * gib, Unlimited}, map[string]string{
		"proc/meminfo":                 meminfo,
		"proc/self/mountinfo":          mountV2,
		"proc/self/cgroup":             "0::/\n",
		"sys/fs/cgroup/memory.max":     "-5\n",
		"sys/fs/cgroup/memory.current": "many\n",
		"sys/fs/cgroup/memory.stat":    "inactive_file\n",
	})
	check("a path out of what can be seen", Room{64 * mib, 64 * mib}, map[string]string{
		"proc/self/mountinfo":      mountV2,
		"proc/self/cgroup":         "0::/../../other\n",
		"sys/fs/cgroup/memory.max": "67108864\n",
	})
}

func TestLookAtFirstVersion(t *testing.T) {
	check := func(name string, want Room, files map[string]string) {
		t.Helper()
		if got := look(t, files); got != want {
			t.Errorf("%s: %d available of %d, want %d of %d", name, got.Available, got.Limit, want.Available, want.Limit)
		}
	}
	const noLimit = "9223372036854771712\n"
	check("no limit", Room{8 * gib, Unlimited}, map[string]string{
		"proc/meminfo":        meminfo,
		"proc/self/mountinfo": mountOthers + mountHybrid,
		"proc/self/cgroup":    "4:memory:/a\n1:cpu:/\n0::/\n",
		"sys/fs/cgroup/memory/a/memory.limit_in_bytes": noLimit,
		"sys/fs/cgroup/memory/memory.limit_in_bytes":   noLimit,
	})
	check("an outer group with less left", Room{54 * mib, 256 * mib}, map[string]string{
		"proc/meminfo":        meminfo,
		"proc/self/mountinfo": mountHybrid,
		"proc/self/cgroup":    "4:cpu,memory:/a/b\n0::/\n",
		"sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "268435456\n",
		"sys/fs/cgroup/memory/a/memory.limit_in_bytes":   "536870912\n",
		"sys/fs/cgroup/memory/a/memory.usage_in_bytes":   "524288000\n",
		"sys/fs/cgroup/memory/a/memory.stat":             "inactive_file 524288000\ntotal_inactive_file 41943040\ntotal_active_file 2097152\n",
		"sys/fs/cgroup/memory/memory.limit_in_bytes":     noLimit,
	})
	check("a container that is shown its own group alone", Room{64 * mib, 64 * mib}, map[string]string{
		"proc/meminfo":        meminfo,
		"proc/self/mountinfo": "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
		"proc/self/cgroup":    "4:memory:/docker/abc\n",
		"sys/fs/cgroup/memory/memory.limit_in_bytes": "67108864\n",
	})
	check("a folder with a space in its name", Room{64 * mib, 64 * mib}, map[string]string{
		"proc/self/mountinfo":             `35 31 0:32 / /my\040groups rw - cgroup cgroup rw,memory`,
		"proc/self/cgroup":                "4:memory:/\n",
		"my groups/memory.limit_in_bytes": "67108864\n",
	})
	check("lines that are none", Room{8 * gib, Unlimited}, map[string]string{
		"proc/meminfo":        "MemAvailable:\nMemAvailable: -1 kB\nMemAvailable: 99999999999999999999 kB\n" + meminfo,
		"proc/self/mountinfo": "\n-\n - cgroup2\na b c d - cgroup2 x y\n35 31 0:32 / /c rw - cgroup\n",
		"proc/self/cgroup":    "\n4:memory\n:::\n0::\n4:memory:/a",
	})
	check("a mount that shows another group", Room{64 * mib, 64 * mib}, map[string]string{
		"proc/self/mountinfo":                        "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n",
		"proc/self/cgroup":                           "4:memory:/docker/abcdef\n",
		"sys/fs/cgroup/memory/memory.limit_in_bytes": "67108864\n",
	})
}

func TestBudget(t *testing.T) {
	check := func(available, want int64) {
		t.Helper()
		if got := (Room{Available: available}).Budget(); got != want {
			t.Errorf("of %d: %d, want %d", available, got, want)
		}
	}
	check(0, Least)
	check(2*Least+2, Least+1)
	check(8*gib, 4*gib)
	check(Unlimited, gib)
}

func TestGoLimit(t *testing.T) {
	check := func(limit, budget, besides, want int64) {
		t.Helper()
		if got := (Room{Limit: limit}).GoLimit(budget, besides); got != want {
			t.Errorf("budget %d and %d of %d: %d, want %d", budget, besides, limit, got, want)
		}
	}
	check(Unlimited, 256*mib, 40*mib, 360*mib)
	check(512*mib, 256*mib, 40*mib, 360*mib)
	check(500*mib, 1*gib, 40*mib, 450*mib)
	check(Unlimited, math.MaxInt64-5, 40*mib, Unlimited-Unlimited/10)
	check(Unlimited, math.MaxInt64, math.MaxInt64/2, Unlimited-Unlimited/10)
}

func TestWithin(t *testing.T) {
	room := Room{Available: 3, Limit: 5}
	for limit, want := range map[int64]Room{2: {2, 2}, 4: {3, 4}, 6: room} {
		if got := room.Within(limit); got != want {
			t.Errorf("within %d: %v, want %v", limit, got, want)
		}
	}
}
