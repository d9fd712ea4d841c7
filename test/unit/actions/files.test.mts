/** What is found in a file's JSON and in the headers of its content, wherever Koldan may say it. */
import { fileIn, filesIn, importStatusOf, tagsOf } from '../../../nodes/Koldan/api/fileFacts';
import {
	dispositionName,
	fileNameFor,
	mimeTypeFor,
	sizeIn,
} from '../../../nodes/Koldan/actions/file/naming';

const file = { id: 'f1', name: 'call' };

test.each<[string, object, string | undefined]>([
	['no field', file, undefined],
	['null', { ingestionStatus: null }, undefined],
	['its own name', { ingestionStatus: 'PENDING' }, 'PENDING'],
	['small letters', { importStatus: 'downloading' }, 'DOWNLOADING'],
	['just a status', { status: 'FAILED' }, 'FAILED'],
	['a level deeper', { ingestion: { state: 'PENDING', since: 'x' } }, 'PENDING'],
	['the status of an import before another', { status: 'COMPLETED', ingest: 'PENDING' }, 'PENDING'],
	['the status of something else', { listeningAudioStatus: 'PENDING' }, undefined],
	['another word', { ingestionStatus: 'NONE', publishStatus: 'PENDING' }, undefined],
	['a name that is a status', { name: 'PENDING', description: 'FAILED' }, undefined],
])('the import’s status: %s', (_, json, expected) => {
	expect(importStatusOf(json as Record<string, unknown>)).toBe(expected);
});

test('a file is found in what wraps it, and not in what else has an ID', () => {
	expect(fileIn({ owner: { id: 'u1' }, data: { file } })).toEqual(file);
	expect(fileIn({ owner: { id: 'u1' } })).toBeUndefined();
	expect(
		fileIn({ uuid: 'f1', filename: 'a.wav', owner: { id: 'u1', name: 'Dana' } }),
	).toMatchObject({
		id: 'f1',
	});
});

test('a list is found beside others, and may be empty', () => {
	expect(filesIn({ sort: [], links: [{ rel: 'self' }], _embedded: { items: [file] } })).toEqual([
		file,
	]);
	expect(filesIn({ content: [] })).toEqual([]);
	expect(filesIn({ total: 0 })).toBeUndefined();
});

test('tags are texts, or objects with a name', () => {
	expect(tagsOf({ tags: ['a', { name: 'b' }, { displayName: 'c' }, 1] })).toEqual(['a', 'b', 'c']);
	expect(tagsOf({})).toBeUndefined();
});

test.each([
	['attachment; filename="a b.wav"', 'a b.wav'],
	['attachment; filename=call.wav', 'call.wav'],
	['attachment; filename="a \\"b\\".wav"', 'a "b".wav'],
	['attachment; filename="x"; filename*=UTF-8\'\'%D7%A9%D7%99%D7%97%D7%94.wav', 'שיחה.wav'],
	["attachment; filename*=UTF-8''%zz", '%zz'],
	['inline', undefined],
	['', undefined],
])('the name in %s', (header, expected) => {
	expect(dispositionName(header)).toBe(expected);
});

test.each([
	['what is wanted', 'mine.wav', { ...file, filename: 'own.wav' }, {}, 'mine.wav'],
	['its own', '', { ...file, filename: 'own.wav' }, {}, 'own.wav'],
	['the one that is sent', '', undefined, { 'content-disposition': 'a; filename=s.wav' }, 's.wav'],
	['what it is called, with an ending', '', file, { 'content-type': 'audio/mpeg' }, 'call.mp3'],
	['its ID', '', undefined, { 'content-type': 'audio/wav; a=b' }, 'f1.wav'],
	['no folder', '../../etc/passwd', undefined, {}, '_.._etc_passwd'],
])('a downloaded file is called by %s', (_, wanted, known, headers, expected) => {
	expect(fileNameFor(wanted, known, headers, 'f1')).toBe(expected);
});

test('its type is the one that is sent, unless that says nothing', () => {
	expect(mimeTypeFor({ 'content-type': 'audio/mpeg' }, 'a')).toBe('audio/mpeg');
	expect(mimeTypeFor({ 'content-type': 'application/octet-stream' }, 'a.wav')).toBeUndefined();
	expect(mimeTypeFor({}, 'a')).toBe('application/octet-stream');
});

test('the size of a file is that of its content, as far as it comes as it is', () => {
	expect(sizeIn({ 'content-length': '2000000000' })).toBe(2_000_000_000);
	expect(sizeIn({ 'content-length': '12', 'content-encoding': 'gzip' })).toBeUndefined();
	expect(sizeIn({ 'content-length': 'many' })).toBeUndefined();
	expect(sizeIn({})).toBeUndefined();
});
