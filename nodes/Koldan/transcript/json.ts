/** An array as JSON, an element a line, each made when it is asked for. */
export function* jsonArray(elements: Iterable<unknown>): Generator<string> {
	let before = '[\n';
	for (const element of elements) {
		yield before + toJson(element);
		before = ',\n';
	}
	yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** An object as JSON; its arrays, which may be long, an element a line. */
export function* jsonObject(value: object): Generator<string> {
	let before = '{\n';
	for (const [key, field] of Object.entries(value)) {
		if (field === undefined) continue;
		yield `${before}${JSON.stringify(key)}: `;
		if (Array.isArray(field) && field.length > 0) {
			let beforeElement = '[\n';
			for (const element of field) {
				yield beforeElement + toJson(element);
				beforeElement = ',\n';
			}
			yield '\n]';
		} else {
			yield toJson(field);
		}
		before = ',\n';
	}
	yield before === '{\n' ? '{}\n' : '\n}\n';
}

/** `null` for what JSON can't say. */
const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';
