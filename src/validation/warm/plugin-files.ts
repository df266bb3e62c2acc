import { toAsciiJson } from '../../json/to-ascii-json.ts';
import recorderSource from '../../parsers/pytest/bugsmith_pytest.py';
import bytecodeSource from './bugsmith_bytecode.py';
import childrenSource from './bugsmith_children.py';
import classesSource from './bugsmith_classes.py';
import collectedSource from './bugsmith_collected.py';
import compareSource from './bugsmith_compare.py';
import decoratorsSource from './bugsmith_decorators.py';
import describedSource from './bugsmith_described.py';
import digestSource from './bugsmith_digest.py';
import factsSource from './bugsmith_facts.py';
import hypothesisSource from './bugsmith_hypothesis.py';
import itemsSource from './bugsmith_items.py';
import kindsSource from './bugsmith_kinds.py';
import leftoversSource from './bugsmith_leftovers.py';
import liveClassesSource from './bugsmith_live_classes.py';
import lookupsSource from './bugsmith_lookups.py';
import memorySource from './bugsmith_memory.py';
import noiseSource from './bugsmith_noise.py';
import pathsSource from './bugsmith_paths.py';
import patienceSource from './bugsmith_patience.py';
import probesSource from './bugsmith_probes.py';
import reachSource from './bugsmith_reach.py';
import recordersSource from './bugsmith_recorders.py';
import referencesSource from './bugsmith_references.py';
import remadeSource from './bugsmith_remade.py';
import replaceSource from './bugsmith_replace.py';
import rewrittenSource from './bugsmith_rewritten.py';
import selectionSource from './bugsmith_selection.py';
import sharingSource from './bugsmith_sharing.py';
import stateSource from './bugsmith_state.py';
import surroundingsSource from './bugsmith_surroundings.py';
import traceSource from './bugsmith_trace.py';
import tracebacksSource from './bugsmith_tracebacks.py';
import tracedSource from './bugsmith_traced.py';
import treeSource from './bugsmith_tree.py';
import unpackSource from './bugsmith_unpack.py';
import warmSource from './bugsmith_warm.py';
import warmRecorderSource from './bugsmith_warm_recorder.py';

const modules = {
  bugsmith_pytest: recorderSource,
  bugsmith_bytecode: bytecodeSource,
  bugsmith_children: childrenSource,
  bugsmith_classes: classesSource,
  bugsmith_collected: collectedSource,
  bugsmith_compare: compareSource,
  bugsmith_decorators: decoratorsSource,
  bugsmith_described: describedSource,
  bugsmith_digest: digestSource,
  bugsmith_facts: factsSource,
  bugsmith_hypothesis: hypothesisSource,
  bugsmith_items: itemsSource,
  bugsmith_kinds: kindsSource,
  bugsmith_leftovers: leftoversSource,
  bugsmith_live_classes: liveClassesSource,
  bugsmith_lookups: lookupsSource,
  bugsmith_memory: memorySource,
  bugsmith_noise: noiseSource,
  bugsmith_paths: pathsSource,
  bugsmith_patience: patienceSource,
  bugsmith_probes: probesSource,
  bugsmith_reach: reachSource,
  bugsmith_recorders: recordersSource,
  bugsmith_references: referencesSource,
  bugsmith_remade: remadeSource,
  bugsmith_replace: replaceSource,
  bugsmith_rewritten: rewrittenSource,
  bugsmith_selection: selectionSource,
  bugsmith_sharing: sharingSource,
  bugsmith_state: stateSource,
  bugsmith_surroundings: surroundingsSource,
  bugsmith_trace: traceSource,
  bugsmith_tracebacks: tracebacksSource,
  bugsmith_traced: tracedSource,
  bugsmith_tree: treeSource,
  bugsmith_warm: warmSource,
  bugsmith_warm_recorder: warmRecorderSource,
};

/**
 * The files of the plug-in by name. Its modules are in one of them, because a container takes as long for a small
 * file as for a large one.
 */
export const pluginFiles: Readonly<Record<string, string>> = {
  'bugsmith_unpack.py': unpackSource,
  'modules.json': toAsciiJson(modules),
};

/** What makes a pytest the warm process that finds them; `bugsmith_warm.py` takes it out again. */
export const pluginOptions = '-p bugsmith_unpack -p bugsmith_warm';
