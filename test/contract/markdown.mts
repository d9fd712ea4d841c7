/** What the documentation's checks need to know of Markdown. */

/** The text without code blocks and code spans, where nothing is a link or a heading. */
function withoutCode(markdown: string): string {
	return markdown.replace(/^(`{3,}|~{3,})[^]*?^\1\s*$/gm, '').replace(/`[^`\n]*`/g, '');
}

/** Targets of links and images, in their order: `[text](target)`, `![text](target "title")`, `[label]: target`. */
export function linkTargets(markdown: string): string[] {
	const text = withoutCode(markdown);
	return [...text.matchAll(/\]\(\s*<?([^\s)>]+)>?[^)]*\)|^\[[^\]]+\]:\s+(\S+)/gm)].map(
		([, inline, reference]) => inline ?? reference,
	);
}

/** The anchors that GitHub gives to a document's headings. */
export function anchors(markdown: string): string[] {
	const text = markdown.replace(/^(`{3,}|~{3,})[^]*?^\1\s*$/gm, '');
	const seen = new Map<string, number>();
	return [...text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)].map(([, heading]) => {
		const slug = heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{N}\s_-]/gu, '')
			.replace(/\s/g, '-');
		const count = seen.get(slug) ?? 0;
		seen.set(slug, count + 1);
		return count === 0 ? slug : `${slug}-${count}`;
	});
}

/** Commands in a document that run npm scripts, as script names: `npm run demo -- --once` gives `demo`, `npm test` gives `test`. */
export function npmScripts(markdown: string): string[] {
	const commands = markdown.matchAll(/npm (?:run(?: --?[\w-]+)* ([\w:-]+)|(test|start)\b)/g);
	return [...commands].map(([, script, short]) => script ?? short);
}
