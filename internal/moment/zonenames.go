package moment

import "strings"

// usualZones are the zones that most people live in, with the abbreviations of
// their clocks that are no names of zones.
var usualZones = []struct{ name, abbreviations string }{
	{"America/Anchorage", "AKST AKDT"}, {"America/Argentina/Buenos_Aires", "ART"}, {"America/Bogota", "COT"},
	{"America/Caracas", ""}, {"America/Chicago", "CST CDT"}, {"America/Denver", "MDT"}, {"America/Halifax", "AST ADT"},
	{"America/Lima", "PET"}, {"America/Los_Angeles", "PST PDT"}, {"America/Mexico_City", ""}, {"America/Montreal", ""},
	{"America/New_York", "EDT"}, {"America/Phoenix", ""}, {"America/Santiago", "CLT"}, {"America/Sao_Paulo", "BRT"},
	{"America/St_Johns", "NST NDT"}, {"America/Toronto", ""}, {"America/Vancouver", ""},
	{"Africa/Cairo", ""}, {"Africa/Casablanca", ""}, {"Africa/Johannesburg", "SAST"}, {"Africa/Lagos", "WAT"},
	{"Africa/Nairobi", "EAT"},
	{"Asia/Baghdad", ""}, {"Asia/Bangkok", "ICT"}, {"Asia/Calcutta", ""}, {"Asia/Dhaka", ""}, {"Asia/Dubai", "GST"},
	{"Asia/Ho_Chi_Minh", ""}, {"Asia/Hong_Kong", "HKT"}, {"Asia/Jakarta", "WIB"}, {"Asia/Jerusalem", "IDT"},
	{"Asia/Karachi", "PKT"}, {"Asia/Kathmandu", ""}, {"Asia/Kolkata", "IST"}, {"Asia/Manila", "PHT"}, {"Asia/Riyadh", ""},
	{"Asia/Seoul", "KST"}, {"Asia/Shanghai", ""}, {"Asia/Singapore", "SGT"}, {"Asia/Taipei", ""}, {"Asia/Tehran", "IRST"},
	{"Asia/Tel_Aviv", ""}, {"Asia/Tokyo", "JST"},
	{"Atlantic/Reykjavik", ""}, {"Australia/Adelaide", "ACST ACDT"}, {"Australia/Brisbane", ""},
	{"Australia/Melbourne", ""}, {"Australia/Perth", "AWST"}, {"Australia/Sydney", "AEST AEDT"},
	{"Europe/Amsterdam", ""}, {"Europe/Athens", "EEST"}, {"Europe/Belgrade", ""}, {"Europe/Berlin", "CEST"},
	{"Europe/Brussels", ""}, {"Europe/Bucharest", ""}, {"Europe/Budapest", ""}, {"Europe/Copenhagen", ""},
	{"Europe/Dublin", ""}, {"Europe/Helsinki", ""}, {"Europe/Istanbul", "TRT"}, {"Europe/Kiev", ""}, {"Europe/Kyiv", ""},
	{"Europe/Lisbon", "WEST"}, {"Europe/London", "BST"}, {"Europe/Luxembourg", ""}, {"Europe/Madrid", ""},
	{"Europe/Moscow", "MSK"}, {"Europe/Oslo", ""}, {"Europe/Paris", ""}, {"Europe/Prague", ""}, {"Europe/Rome", ""},
	{"Europe/Sofia", ""}, {"Europe/Stockholm", ""}, {"Europe/Vienna", ""}, {"Europe/Vilnius", ""}, {"Europe/Warsaw", ""},
	{"Europe/Zagreb", ""}, {"Europe/Zurich", ""},
	{"Pacific/Auckland", "NZST NZDT"}, {"Pacific/Honolulu", ""},
}

// usualZone returns the zone that may have been meant by name, which is none,
// or "": one of that abbreviation, or one whose name, or whose last word, is
// like it but for the letters' case and for what stands between the words.
func usualZone(name string) string {
	name = plainName(name)
	for _, z := range usualZones {
		if plain := plainName(z.name); name == plain || name == plain[strings.LastIndexByte(plain, '/')+1:] {
			return z.name
		}
		for abbreviation := range strings.FieldsSeq(z.abbreviations) {
			if strings.EqualFold(name, abbreviation) {
				return z.name
			}
		}
	}
	return ""
}

// plainName returns a name of a zone in lower case without what stands between
// words.
func plainName(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", " ", "", "-", "").Replace(name))
}
