// Preloaded into every process of nx: loads $PRELOAD in the one that carries out the task $PRELOAD_TASK (`<project>:<target>`) alone.
const { NX_TASK_TARGET_PROJECT: project, NX_TASK_TARGET_TARGET: target, PRELOAD, PRELOAD_TASK } = process.env;
if (`${project}:${target}` === PRELOAD_TASK) require(PRELOAD);
