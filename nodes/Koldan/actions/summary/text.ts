/** Finds the text of a summary in a result of any shape: which one Koldan's has is not documented. */

/** What a text is called, the best name first. */
const TEXT_NAMES = ['text', 'summary', 'content', 'markdown', 'body', 'value', 'result', 'output'];

/** Names of what is no text for people. */
const OTHER_NAMES =
	/^(id|uuid|.*Id|status|type|format|model|language|locale|.*Date|.*At|version|.*Code)$/;

/** What stands above a part of a longer summary. */
const HEADINGS = ['title', 'heading', 'name'];

const MAX_DEPTH = 8;

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const joined = (parts: Array<string | undefined>, by: string): string | undefined =>
	parts.filter(Boolean).join(by) || undefined;

function find(value: unknown, depth: number): string | undefined {
	if (typeof value === 'string') return value.trim() || undefined;
	if (depth > MAX_DEPTH) return undefined;
	if (Array.isArray(value))
		return joined(
			value.map((each) => find(each, depth + 1)),
			'\n\n',
		);
	if (!isObject(value)) return undefined;
	for (const name of TEXT_NAMES) {
		const text = find(value[name], depth + 1);
		if (text === undefined) continue;
		const heading = HEADINGS.map((each) => value[each]).find((each) => typeof each === 'string');
		return joined([heading as string | undefined, text], '\n');
	}
	const others = Object.entries(value).filter(([name]) => !OTHER_NAMES.test(name));
	return joined(
		others.map(([, each]) => find(each, depth + 1)),
		'\n\n',
	);
}

/**
 * The text of a summary's result: a string as it is; in an object what is called a text, or all texts in it; parts of a list
 * with their headings, and an empty line between them.
 *
 * @returns undefined where there is no text in it
 */
export const summaryText = (result: unknown): string | undefined => find(result, 0);
