/** Reads lists of which neither the order nor the number of entries is known. */

/** The largest page (section "List Transcription Jobs", parameter `size`). */
export const LARGEST_PAGE = 100;

/** So many pages in a row may bring nothing new before the list counts as read. */
const MAX_IDLE = 2;

/** All entries in the server's own order, each once. A server that ignores page numbers is not asked for ever. */
export async function* wholeList<Entry extends { id: string }>(
	readPage: (query: { page: number; size: number }) => Promise<Entry[]>,
): AsyncGenerator<Entry> {
	const seen = new Set<string>();
	for (let [page, idle] = [0, 0]; idle < MAX_IDLE; page++) {
		const entries = await readPage({ page, size: LARGEST_PAGE });
		const fresh = entries.filter(({ id }) => !seen.has(id));
		for (const { id } of fresh) seen.add(id);
		yield* fresh;
		if (entries.length === 0) return;
		idle = fresh.length > 0 ? 0 : idle + 1;
	}
}

/** The first entries of a list; all of them without a limit. */
export async function take<Entry>(
	entries: AsyncIterable<Entry>,
	limit = Infinity,
): Promise<Entry[]> {
	const taken: Entry[] = [];
	for await (const entry of entries) {
		taken.push(entry);
		if (taken.length >= limit) break;
	}
	return taken;
}
