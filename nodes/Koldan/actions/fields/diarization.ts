/** The fields for telling speakers apart. */
import type { INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../api/errors';
import type { ChannelMapping, DiarizationMode, DiarizationOptions } from '../../api/types';
import type { Field, NodeParameters } from './field';
import { entriesOf, readText, readWholeNumber } from './values';

const properties: INodeProperties[] = [
	{
		displayName: 'Speakers',
		name: 'diarization',
		type: 'options',
		options: [
			{ name: 'Don’t Tell Apart', value: 'none', description: 'Only what was said' },
			{
				name: 'By Voice',
				value: 'SPEAKER',
				description: 'Who said what, recognised by the voices',
			},
			{
				name: 'By Audio Channel',
				value: 'CHANNEL',
				description: 'Each channel is one speaker, as in many recordings of calls',
			},
		],
		default: 'none',
		description: 'Whether and how to tell apart who speaks (diarization)',
	},
	{
		displayName: 'Maximum Speakers',
		name: 'maxSpeakers',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		displayOptions: { show: { diarization: ['SPEAKER'] } },
		description: 'How many people speak at most. With 0, Koldan finds out.',
	},
	{
		displayName: 'Channel Labels',
		name: 'channelMapping',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Channel',
		default: {},
		displayOptions: { show: { diarization: ['CHANNEL'] } },
		description: 'Who speaks on which audio channel. Without labels, channels have their numbers.',
		options: [
			{
				displayName: 'Channel',
				name: 'channels',
				values: [
					{
						displayName: 'Channel',
						name: 'channel',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 0,
						description: 'The number of the audio channel; the first is 0',
					},
					{
						displayName: 'Label',
						name: 'label',
						type: 'string',
						default: '',
						placeholder: 'e.g. Agent',
						description: 'Who speaks on it',
					},
				],
			},
		],
	},
];

function readChannels(collection: unknown): ChannelMapping[] {
	const seen = new Set<number>();
	return entriesOf(collection, 'channels').map((entry) => {
		const channel = readWholeNumber(entry.channel, 0, {
			message: 'A channel number is not valid',
			advice: 'Channels are whole numbers; the first channel is 0.',
		});
		const label = readText(entry.label, 'The label of a channel');
		if (!label)
			throw new KoldanInputError(
				`Channel ${channel} has no label`,
				'Enter who speaks on it, for example Agent.',
			);
		if (seen.has(channel))
			throw new KoldanInputError(
				`Channel ${channel} is listed twice`,
				'Give each channel one label.',
			);
		seen.add(channel);
		return { channel, label };
	});
}

function readMode(value: unknown): DiarizationMode | undefined {
	const mode = readText(value, 'Speakers').toUpperCase();
	if (mode === '' || mode === 'NONE') return undefined;
	if (mode === 'SPEAKER' || mode === 'CHANNEL') return mode;
	throw new KoldanInputError(
		'The way to tell speakers apart is not valid',
		'Use none, SPEAKER (by voice) or CHANNEL (by audio channel).',
	);
}

/** @returns undefined where Koldan is to find out */
function readMaxSpeakers(value: unknown): number | undefined {
	if (value === null || value === '' || Number(value) === 0) return undefined;
	return readWholeNumber(value, 1, {
		message: 'Maximum Speakers is not a whole number',
		advice: 'Enter how many people speak at most, for example 4, or 0 to let Koldan find out.',
	});
}

/** Data type SpeechServiceDiarizationOptions; undefined when speakers are not told apart. */
export const diarizationField: Field<DiarizationOptions | undefined, NodeParameters> = {
	properties,
	read(parameters) {
		const mode = readMode(parameters.get('diarization', 'none'));
		if (mode === undefined) return undefined;
		if (mode === 'CHANNEL') {
			const channelMapping = readChannels(parameters.get('channelMapping', {}));
			return { enabled: true, mode, ...(channelMapping.length > 0 ? { channelMapping } : {}) };
		}
		const maxSpeakers = readMaxSpeakers(parameters.get('maxSpeakers', 0));
		return { enabled: true, mode, ...(maxSpeakers === undefined ? {} : { maxSpeakers }) };
	},
};
