import fc from 'fast-check';
import { decodeBase64, sizeOfBase64 } from '../../../nodes/Koldan/actions/fields/base64';

const whole = (data: string) => Buffer.concat([...decodeBase64(data)]);

test('decodes what Node.js decodes, whatever it is', () => {
	const anything = fc.string({
		unit: fc.constantFrom(...'AZaz09+/-_=\r\n ,:!é'),
		maxLength: 30,
	});
	fc.assert(
		fc.property(anything, (data) => {
			expect(whole(data)).toEqual(Buffer.from(data, 'base64'));
			expect(sizeOfBase64(data)).toBe(whole(data).length);
		}),
		{ numRuns: 5_000 },
	);
});

test.each([
	['as n8n writes it', (base64: string) => base64],
	['with the line breaks of mail', (base64: string) => base64.replace(/.{76}/g, '$&\r\n')],
	['with the beginning of a data URL', (base64: string) => `data:audio/wav;base64,${base64}`],
])('decodes a large recording %s, in pieces', (_, written) => {
	const recording = Buffer.from(
		Array.from({ length: 2_000_003 }, (__, index) => (index * 7) % 256),
	);
	const pieces = [...decodeBase64(written(recording.toString('base64')))];

	expect(Buffer.concat(pieces).equals(recording)).toBe(true);
	expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(recording.length / 5);
});
