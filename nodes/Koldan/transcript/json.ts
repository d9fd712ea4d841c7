/** A longer array is written element by element, wherever it is. */
const LONG = 100;

/** `null` for what JSON can't say. */
const toJson = (value: unknown): string => JSON.stringify(value) ?? 'null';

function isLong(value: unknown): boolean {
	if (Array.isArray(value)) return value.length > LONG || value.some(isLong);
	return typeof value === 'object' && value !== null && Object.values(value).some(isLong);
}

function* inPieces(value: unknown): Generator<string> {
	if (!isLong(value)) yield toJson(value);
	else if (Array.isArray(value)) yield* jsonArray(value);
	else yield* jsonObject(value as object);
}

/** An array as JSON, an element a line, each made when it is asked for. */
export function* jsonArray(elements: Iterable<unknown>): Generator<string> {
	let before = '[\n';
	for (const element of elements) {
		yield before;
		yield* inPieces(element);
		before = ',\n';
	}
	yield before === '[\n' ? '[]' : '\n]';
}

/** An object as JSON, a field a line; what is long in it comes in pieces. */
export function* jsonObject(value: object): Generator<string> {
	let before = '{\n';
	for (const [key, field] of Object.entries(value)) {
		if (field === undefined) continue;
		yield `${before}${JSON.stringify(key)}: `;
		yield* inPieces(field);
		before = ',\n';
	}
	yield before === '{\n' ? '{}' : '\n}';
}
