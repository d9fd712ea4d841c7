/** The fields for telling speakers apart. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { KoldanInputError } from '../../../api/errors';
import type { ChannelMapping, DiarizationMode, DiarizationOptions } from '../../../api/types';
import { readBoolean } from './boolean';
import { entriesOf, readCollection } from './collection';
import { readWholeNumber } from './number';
import { readText } from './text';

export const diarizationField: INodeProperties = {
	displayName: 'Speakers (Diarization)',
	name: 'diarization',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	description: 'Tells who said what',
	options: [
		{
			displayName: 'Channel Labels',
			name: 'channelMapping',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add Channel',
			default: {},
			description: 'Who speaks on which audio channel. Only with the mode By Channel.',
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
		{
			displayName: 'Enabled',
			name: 'enabled',
			type: 'boolean',
			default: true,
			description: 'Whether to tell speakers apart',
		},
		{
			displayName: 'Maximum Speakers',
			name: 'maxSpeakers',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 2,
			description: 'How many people speak at most. Only with the mode By Voice.',
		},
		{
			displayName: 'Mode',
			name: 'mode',
			type: 'options',
			options: [
				{
					name: 'By Channel',
					value: 'CHANNEL',
					description: 'Each audio channel is one speaker, as in many call recordings',
				},
				{
					name: 'By Voice',
					value: 'SPEAKER',
					description: 'Speakers are recognised by their voices',
				},
			],
			default: 'SPEAKER',
			description: 'How speakers are told apart',
		},
	],
};

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
	const mode = readText(value, 'Mode').toUpperCase();
	if (mode === '') return undefined;
	if (mode === 'SPEAKER' || mode === 'CHANNEL') return mode;
	throw new KoldanInputError(
		'The diarization mode is not valid',
		'Use SPEAKER (by voice) or CHANNEL (by channel).',
	);
}

/**
 * Reads the diarization options of an item (data type SpeechServiceDiarizationOptions).
 *
 * @returns undefined when nothing is set
 * @throws KoldanInputError
 */
export function readDiarization(
	context: IExecuteFunctions,
	itemIndex: number,
): DiarizationOptions | undefined {
	const given = readCollection(context, 'diarization', itemIndex);
	if (Object.keys(given).length === 0) return undefined;
	const enabled = readBoolean(given.enabled, 'Enabled') ?? true;
	const mode = readMode(given.mode);
	const channelMapping = readChannels(given.channelMapping);
	const limited = given.maxSpeakers !== undefined && given.maxSpeakers !== null;
	if (channelMapping.length > 0 && mode !== 'CHANNEL') {
		throw new KoldanInputError(
			'Channel labels need the mode By Channel',
			'Set Mode to By Channel, or remove the channel labels.',
		);
	}
	if (limited && mode === 'CHANNEL') {
		throw new KoldanInputError(
			'Maximum Speakers does not go with the mode By Channel',
			'Remove Maximum Speakers, or set Mode to By Voice.',
		);
	}
	const maxSpeakers = limited
		? readWholeNumber(given.maxSpeakers, 1, {
				message: 'Maximum Speakers is not a whole number above zero',
				advice: 'Enter how many people speak at most, for example 4.',
			})
		: undefined;
	return {
		enabled,
		...(mode ? { mode } : {}),
		...(maxSpeakers !== undefined ? { maxSpeakers } : {}),
		...(channelMapping.length > 0 ? { channelMapping } : {}),
	};
}
