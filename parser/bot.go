package parser

import (
	"bytes"
	"strings"
)

// robots are pieces of the agents of known robots, in lower case, and the
// names to count them by. The first that fits counts, so that the special
// ones come before the general: Googlebot-Image before Googlebot.
//
// The names are those that their operators publish, for instance
// https://developers.google.com/search/docs/crawling-indexing/overview-google-crawlers,
// https://platform.openai.com/docs/bots, https://docs.anthropic.com (ClaudeBot),
// https://www.bing.com/webmasters/help/which-crawlers-does-bing-use-8c184ec0.
var robots = []struct{ piece, name string }{
	// Search engines.
	{"googlebot-image", "Googlebot-Image"}, {"googlebot-video", "Googlebot-Video"},
	{"googlebot-news", "Googlebot-News"}, {"adsbot-google", "AdsBot-Google"},
	{"mediapartners-google", "Mediapartners-Google"}, {"apis-google", "APIs-Google"},
	{"feedfetcher-google", "FeedFetcher-Google"}, {"google-inspectiontool", "Google-InspectionTool"},
	{"storebot-google", "Storebot-Google"}, {"googleother", "GoogleOther"}, {"google-read-aloud", "Google-Read-Aloud"},
	{"googleimageproxy", "GoogleImageProxy"}, {"google-extended", "Google-Extended"}, {"googlebot", "Googlebot"},
	{"adidxbot", "adidxbot"}, {"bingpreview", "BingPreview"}, {"bingbot", "bingbot"}, {"msnbot", "msnbot"},
	{"duckduckgo-favicons-bot", "DuckDuckGo-Favicons-Bot"}, {"duckassistbot", "DuckAssistBot"}, {"duckduckbot", "DuckDuckBot"},
	{"yandexbot", "YandexBot"}, {"yandeximages", "YandexImages"}, {"yandex.com/bots", "Yandex"},
	{"baiduspider", "Baiduspider"}, {"applebot-extended", "Applebot-Extended"}, {"applebot", "Applebot"}, {"yahoo! slurp", "Yahoo! Slurp"},
	{"sogou", "Sogou"}, {"petalbot", "PetalBot"}, {"qwantify", "Qwantify"}, {"qwantbot", "Qwantbot"},
	{"seznambot", "SeznamBot"}, {"naver.me/spd", "Yeti"}, {"yeti/", "Yeti"}, {"coccocbot", "coccocbot"},
	{"mojeekbot", "MojeekBot"}, {"exabot", "Exabot"}, {"ia_archiver", "ia_archiver"}, {"archive.org_bot", "archive.org_bot"},

	// Collectors for language models, and their users' errands.
	{"gptbot", "GPTBot"}, {"oai-searchbot", "OAI-SearchBot"}, {"chatgpt-user", "ChatGPT-User"}, {"chatgpt agent", "ChatGPT Agent"},
	{"claudebot", "ClaudeBot"}, {"claude-user", "Claude-User"}, {"claude-searchbot", "Claude-SearchBot"},
	{"claude-code", "Claude-Code"}, {"claude-web", "Claude-Web"}, {"anthropic-ai", "anthropic-ai"}, {"ccbot", "CCBot"},
	{"perplexitybot", "PerplexityBot"}, {"perplexity-user", "Perplexity-User"},
	{"google-cloudvertexbot", "Google-CloudVertexBot"}, {"google-notebooklm", "Google-NotebookLM"},
	{"google-firebase", "Google-Firebase"}, {"googleagent-mariner", "GoogleAgent-Mariner"}, {"google-agent", "Google-Agent"},
	{"gemini-deep-research", "Gemini-Deep-Research"}, {"google-gemini-cli", "Google-Gemini-CLI"},
	{"bytespider", "Bytespider"}, {"tiktokspider", "TikTokSpider"},
	{"amazonbot", "Amazonbot"}, {"amazon-kendra", "amazon-kendra"}, {"amazonbuyforme", "AmazonBuyForMe"},
	{"amzn-searchbot", "Amzn-SearchBot"}, {"amzn-user", "Amzn-User"}, {"bedrockbot", "bedrockbot"}, {"novaact", "NovaAct"},
	{"meta-externalagent", "meta-externalagent"}, {"meta-externalfetcher", "meta-externalfetcher"},
	{"meta-webindexer", "meta-webindexer"}, {"facebookbot", "FacebookBot"},
	{"cohere-training-data-crawler", "cohere-training-data-crawler"}, {"cohere-ai", "cohere-ai"},
	{"mistralai-user", "MistralAI-User"}, {"deepseekbot", "DeepSeekBot"}, {"chatglm-spider", "ChatGLM-Spider"},
	{"grokbot", "GrokBot"}, {"grok-deepsearch", "Grok-DeepSearch"}, {"xai-grok", "xAI-Grok"}, {"pangubot", "PanguBot"},
	{"azureai-searchbot", "AzureAI-SearchBot"}, {"cloudflare-autorag", "Cloudflare-AutoRAG"}, {"youbot", "YouBot"},
	{"diffbot", "Diffbot"}, {"imagesiftbot", "ImagesiftBot"}, {"timpibot", "Timpibot"}, {"webzio-extended", "Webzio-Extended"},
	{"omgili", "omgili"}, {"ai2bot", "AI2Bot"}, {"icc-crawler", "ICC-Crawler"}, {"kangaroo bot", "Kangaroo Bot"},
	{"firecrawlagent", "FirecrawlAgent"}, {"crawl4ai", "Crawl4AI"}, {"tavilybot", "TavilyBot"}, {"kagi-fetcher", "kagi-fetcher"},
	{"laiondownloader", "LAIONDownloader"}, {"img2dataset", "img2dataset"}, {"velenpublicwebcrawler", "VelenPublicWebCrawler"},
	{"sidetrade indexer", "Sidetrade indexer bot"}, {"cotoyogi", "Cotoyogi"}, {"poseidon research crawler", "Poseidon Research Crawler"},
	{"devin/", "Devin"}, {"manus-user", "Manus-User"}, {"shap-user", "Shap-User"}, {"poggio-citations", "Poggio-Citations"},

	// Search engine optimisers and other surveyors.
	{"ahrefsbot", "AhrefsBot"}, {"ahrefssiteaudit", "AhrefsSiteAudit"}, {"semrushbot", "SemrushBot"},
	{"mj12bot", "MJ12bot"}, {"dotbot", "DotBot"}, {"rogerbot", "rogerbot"}, {"dataforseobot", "DataForSeoBot"},
	{"blexbot", "BLEXBot"}, {"barkrowler", "Barkrowler"}, {"serpstatbot", "serpstatbot"}, {"seokicks", "SEOkicks"},
	{"screaming frog", "Screaming Frog"}, {"sistrix", "SISTRIX"}, {"megaindex", "MegaIndex"}, {"turnitinbot", "TurnitinBot"},
	{"censysinspect", "CensysInspect"}, {"internet-measurement", "InternetMeasurement"}, {"expanse", "Expanse"},

	// Previews of links.
	{"facebookexternalhit", "facebookexternalhit"}, {"twitterbot", "Twitterbot"}, {"slackbot", "Slackbot"},
	{"slack-imgproxy", "Slack-ImgProxy"}, {"linkedinbot", "LinkedInBot"}, {"discordbot", "Discordbot"},
	{"telegrambot", "TelegramBot"}, {"whatsapp/", "WhatsApp"}, {"pinterest", "Pinterestbot"}, {"redditbot", "redditbot"},
	{"skypeuripreview", "SkypeUriPreview"}, {"embedly", "Embedly"}, {"mastodon/", "Mastodon"},

	// Monitors and feed readers.
	{"uptimerobot", "UptimeRobot"}, {"pingdom", "Pingdom"}, {"statuscake", "StatusCake"}, {"site24x7", "Site24x7"},
	{"betteruptime", "Better Uptime"}, {"better uptime", "Better Uptime"}, {"newrelicpinger", "NewRelicPinger"},
	{"datadog", "Datadog"}, {"jetmon", "jetmon"}, {"kube-probe", "kube-probe"}, {"elb-healthchecker", "ELB-HealthChecker"},
	{"googlehc", "GoogleHC"}, {"googlestackdrivermonitoring", "GoogleStackdriverMonitoring"}, {"check_http", "check_http"},
	{"uptime-kuma", "Uptime-Kuma"}, {"zabbix", "Zabbix"}, {"prometheus/", "Prometheus"}, {"blackbox exporter", "Blackbox Exporter"},
	{"feedly", "Feedly"}, {"inoreader", "Inoreader"}, {"feedbin", "Feedbin"}, {"tiny tiny rss", "Tiny Tiny RSS"},
	{"freshrss", "FreshRSS"}, {"feedburner", "FeedBurner"}, {"universalfeedparser", "UniversalFeedParser"}, {"newsblur", "NewsBlur"},

	// Scanners for weak spots.
	{"masscan", "masscan"}, {"nikto", "Nikto"}, {"nmap", "Nmap"}, {"sqlmap", "sqlmap"}, {"zgrab", "zgrab"},
	{"nuclei", "Nuclei"}, {"wpscan", "WPScan"}, {"gobuster", "gobuster"}, {"dirbuster", "DirBuster"}, {"l9explore", "l9explore"},
	{"odin.io", "Odin"}, {"acunetix", "Acunetix"}, {"nessus", "Nessus"}, {"openvas", "OpenVAS"}, {"morfeus", "Morfeus"},

	// Programs.
	{"headlesschrome", "HeadlessChrome"}, {"phantomjs", "PhantomJS"}, {"lighthouse", "Lighthouse"},
	{"curl/", "curl"}, {"libcurl", "libcurl"}, {"wget/", "Wget"}, {"python-requests", "python-requests"},
	{"python-urllib", "Python-urllib"}, {"python-httpx", "python-httpx"}, {"aiohttp", "aiohttp"}, {"scrapy", "Scrapy"},
	{"go-http-client", "Go-http-client"}, {"go 1.1 package http", "Go-http-client"}, {"apache-httpclient", "Apache-HttpClient"},
	{"java/", "Java"}, {"libwww-perl", "libwww-perl"}, {"lwp::", "libwww-perl"}, {"node-fetch", "node-fetch"},
	{"axios/", "axios"}, {"guzzlehttp", "GuzzleHttp"}, {"ruby", "Ruby"}, {"postmanruntime", "PostmanRuntime"},
	{"apachebench", "ApacheBench"}, {"wordpress/", "WordPress"}, {"w3c_validator", "W3C_Validator"}, {"internal dummy connection", "Apache"},
}

// maxBots bounds the agents that a worker remembers, maxBotAgent the bytes of
// one: clients can make up any number.
const (
	maxBots     = 8192
	maxBotAgent = 512
)

func deriveBot(r *Record, _ int, from []int) span {
	agent := r.Bytes(from[0])
	name, known := r.bots[string(agent)]
	if !known {
		name = robot(agent)
		if len(agent) <= maxBotAgent {
			if r.bots == nil || len(r.bots) >= maxBots {
				r.bots = make(map[string]string)
			}
			r.bots[string(agent)] = name
		}
	}
	if name == "" {
		return absent
	}
	return r.putString(name)
}

// robot returns the name of the robot that agent is of, "" for people. One
// that is not in the list is known by its own word with bot, crawler or
// spider in it.
func robot(agent []byte) string {
	lower := strings.ToLower(string(agent))
	for _, r := range robots {
		if strings.Contains(lower, r.piece) {
			return r.name
		}
	}
	for _, word := range bytes.FieldsFunc(agent, func(c rune) bool { return !isNameRune(c) }) {
		w := strings.ToLower(string(word))
		if strings.HasSuffix(strings.TrimRight(w, "0123456789.-_"), "bot") && !strings.HasSuffix(w, "cubot") || // a telephone
			strings.Contains(w, "bot-") || strings.Contains(w, "crawler") || strings.Contains(w, "spider") {
			return string(word)
		}
	}
	return ""
}

// isNameRune reports whether c may stand in the name of a program.
func isNameRune(c rune) bool {
	return c < 0x80 && isAlphanumeric(byte(c)) || c == '-' || c == '_' || c == '.'
}
