import { describe, expect, it, vi } from 'vitest';
import { PrometheusMetrics } from './prometheus-metrics.ts';

/** The series as Prometheus reads them, by name with labels, without those of the process. */
async function seriesOf(metrics: PrometheusMetrics): Promise<Record<string, number>> {
  const lines = (await metrics.registry.metrics()).split('\n');
  const series = lines.filter((line) => /^(weaviate_|requests_)/.test(line));
  return Object.fromEntries(
    series.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  );
}

describe('PrometheusMetrics', () => {
  it('begins with zeros, so that the first event of each kind is seen as one', async () => {
    const series = await seriesOf(new PrometheusMetrics());
    expect(Object.values(series).every((value) => value === 0)).toBe(true);
    for (const status of ['ok', 'user_error', 'server_error'])
      expect(series).toHaveProperty([`requests_total{api="rest",query_type="export",status="${status}"}`]);
    for (const status of ['success', 'failed', 'canceled'])
      expect(series).toHaveProperty([`weaviate_export_operations_total{status="${status}"}`]);
  });

  it('counts exports by how they ended, with durations in seconds', async () => {
    const metrics = new PrometheusMetrics();
    metrics.exportStarted(250);
    metrics.exportEnded('SUCCESS', 12_500);
    metrics.exportEnded('FAILED', 1500);
    metrics.exportEnded('CANCELED', 1000);
    // Of an earlier life of the server: it has no duration.
    metrics.exportEnded('FAILED');
    expect(await seriesOf(metrics)).toMatchObject({
      'weaviate_export_operations_total{status="success"}': 1,
      'weaviate_export_operations_total{status="failed"}': 2,
      'weaviate_export_operations_total{status="canceled"}': 1,
      weaviate_export_coordination_duration_seconds_sum: 0.25,
      'weaviate_export_coordination_duration_seconds_bucket{le="0.25"}': 1,
      'weaviate_export_coordination_duration_seconds_bucket{le="0.1"}': 0,
      weaviate_export_duration_seconds_sum: 15,
      weaviate_export_duration_seconds_count: 3,
    });
  });

  it('counts restores by how they ended, and what they wrote', async () => {
    const metrics = new PrometheusMetrics();
    metrics.objectsRestored(10, 4_000);
    metrics.objectsRestored(5, 1_000);
    metrics.restoreEnded('SUCCESS', 2_500);
    metrics.restoreEnded('FAILED');
    expect(await seriesOf(metrics)).toMatchObject({
      'weaviate_export_restores_total{status="success"}': 1,
      'weaviate_export_restores_total{status="failed"}': 1,
      'weaviate_export_restores_total{status="canceled"}': 0,
      weaviate_export_restored_objects_total: 15,
      weaviate_export_restored_bytes_total: 5_000,
      weaviate_export_restore_duration_seconds_sum: 2.5,
    });
  });

  it('adds up what moves', async () => {
    const metrics = new PrometheusMetrics();
    metrics.partsQueued(5);
    metrics.partsQueued(-2);
    metrics.partRead(1000);
    metrics.rowGroupWritten(10);
    metrics.rowGroupWritten(3);
    metrics.bytesWritten('s3', 400);
    metrics.bytesWritten('gcs', 100);
    metrics.bytesWritten('s3', 50);
    metrics.uploadRetried('s3');
    expect(await seriesOf(metrics)).toMatchObject({
      weaviate_export_queue_depth: 3,
      weaviate_export_read_bytes_total: 1000,
      weaviate_export_row_groups_total: 2,
      weaviate_export_objects_total: 13,
      'weaviate_export_written_bytes_total{backend="s3"}': 450,
      'weaviate_export_written_bytes_total{backend="gcs"}': 100,
      'weaviate_export_upload_retries_total{backend="s3"}': 1,
    });
  });

  it('tells how many snapshots are open, and the age of the oldest of them', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const metrics = new PrometheusMetrics();
      const told = async (): Promise<unknown[]> => {
        const series = await seriesOf(metrics);
        const { weaviate_export_open_snapshots: open, weaviate_export_oldest_snapshot_age_seconds: age } =
          series;
        return [open, age];
      };
      const first = metrics.snapshotOpened();
      vi.advanceTimersByTime(60_000);
      const second = metrics.snapshotOpened();
      vi.advanceTimersByTime(1500);
      expect(await told()).toEqual([2, 61.5]);
      first[Symbol.dispose]();
      first[Symbol.dispose]();
      expect(await told()).toEqual([1, 1.5]);
      second[Symbol.dispose]();
      expect(await told()).toEqual([0, 0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    [200, 'ok'],
    [204, 'ok'],
    [404, 'user_error'],
    [422, 'user_error'],
    [500, 'server_error'],
    [503, 'server_error'],
  ])('counts an answer with status %i as %s', async (httpStatus, status) => {
    const metrics = new PrometheusMetrics();
    metrics.exportRequestAnswered(httpStatus);
    const counted = Object.entries(await seriesOf(metrics)).filter(([, value]) => value > 0);
    expect(counted).toEqual([[`requests_total{api="rest",query_type="export",status="${status}"}`, 1]]);
  });
});
