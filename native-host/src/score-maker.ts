// The pipeline as the queue of scores asks for it: takes and new versions with the absolute paths of their files.
import path from 'node:path';
import { composeTakes } from './compose-score.js';
import type { Ports } from './ports.js';
import { regenerateRange } from './regenerate-range.js';
import type { MadeTake, ScoreMaker } from './score-job-ports.js';

export function createScoreMaker(ports: Ports): ScoreMaker {
  return {
    async compose(request, variations, run): Promise<MadeTake[]> {
      const takes = await composeTakes(request, variations, ports, run);
      const inFolder = (name: string) => path.resolve(request.outputs.directory, name);
      return takes.map(({ take, result, resultName, similarity }) => ({
        take,
        version: 1,
        wavPath: inFolder(result.audio.path),
        resultPath: inFolder(resultName),
        rangeWavPath: null,
        rangeSeconds: [0, result.audio.durationSeconds],
        similarity,
        result,
      }));
    },
    async regenerate(request, run): Promise<MadeTake> {
      const made = await regenerateRange(request, ports, run);
      const inFolder = (name: string) => path.join(path.dirname(path.resolve(request.resultPath)), name);
      const { result, similarity } = made;
      return {
        take: result.composition.takeNumber,
        version: result.composition.version,
        wavPath: inFolder(result.audio.path),
        resultPath: inFolder(made.resultName),
        rangeWavPath: inFolder(made.rangeWavName),
        rangeSeconds: request.rangeSeconds,
        similarity,
        result,
      };
    },
  };
}
