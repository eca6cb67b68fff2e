package emulator_test

import (
	"context"
	"errors"
	"testing"

	"github.com/anthropics/anthropic-sdk-go"
)

// The fourteen calls, with the API key, as the reference documents show each of them.
func TestFourteenCalls(t *testing.T) {
	ctx, client := context.Background(), account(t)
	environments := client.Beta.Environments

	created, err := environments.New(ctx, anthropic.BetaEnvironmentNewParams{
		Name:     "python-data-analysis",
		Metadata: map[string]string{"team": "data"},
		Config:   anthropic.BetaEnvironmentNewParamsConfigUnion{OfSelfHosted: &anthropic.BetaSelfHostedConfigParams{}},
	})
	must(t, err)
	id := created.ID
	equal(t, "the configuration", created.Config.Type, "self_hosted")

	updated, err := environments.Update(ctx, id, anthropic.BetaEnvironmentUpdateParams{Description: anthropic.String("my own")})
	must(t, err)
	equal(t, "the description", updated.Description, "my own")
	equal(t, "the metadata", updated.Metadata["team"], "data")

	got, err := environments.Get(ctx, id, anthropic.BetaEnvironmentGetParams{})
	must(t, err)
	equal(t, "the name", got.Name, "python-data-analysis")

	page, err := environments.List(ctx, anthropic.BetaEnvironmentListParams{Limit: anthropic.Int(1)})
	must(t, err)
	equal(t, "the newest environment", page.Data[0].ID, id)

	queued := enqueue(t, id)
	polled, err := environments.Work.Poll(ctx, id, anthropic.BetaEnvironmentWorkPollParams{
		BlockMs:           anthropic.Int(500),
		AnthropicWorkerID: anthropic.String("go"),
	})
	must(t, err)
	equal(t, "the item", polled.ID, queued)
	equal(t, "its kind", string(polled.Data.Type), "session")

	stats, err := environments.Work.Stats(ctx, id, anthropic.BetaEnvironmentWorkStatsParams{})
	must(t, err)
	equal(t, "pending", stats.Pending, int64(1))
	equal(t, "workers polling", stats.WorkersPolling, int64(1))

	acknowledged, err := environments.Work.Ack(ctx, queued, anthropic.BetaEnvironmentWorkAckParams{EnvironmentID: id})
	must(t, err)
	equal(t, "the state", string(acknowledged.State), "starting")

	beat, err := environments.Work.Heartbeat(ctx, queued, anthropic.BetaEnvironmentWorkHeartbeatParams{
		EnvironmentID:         id,
		ExpectedLastHeartbeat: anthropic.String("NO_HEARTBEAT"),
		DesiredTTLSeconds:     anthropic.Int(60),
	})
	must(t, err)
	equal(t, "the lease", beat.LeaseExtended, true)
	equal(t, "its length", beat.TTLSeconds, int64(60))

	marked, err := environments.Work.Update(ctx, queued, anthropic.BetaEnvironmentWorkUpdateParams{
		EnvironmentID:                   id,
		BetaSelfHostedWorkUpdateRequest: anthropic.BetaSelfHostedWorkUpdateRequestParam{Metadata: map[string]string{"step": "1"}},
	})
	must(t, err)
	equal(t, "the item's metadata", marked.Metadata["step"], "1")

	item, err := environments.Work.Get(ctx, queued, anthropic.BetaEnvironmentWorkGetParams{EnvironmentID: id})
	must(t, err)
	equal(t, "its latest heartbeat", item.LatestHeartbeatAt, beat.LastHeartbeat)

	items, err := environments.Work.List(ctx, id, anthropic.BetaEnvironmentWorkListParams{})
	must(t, err)
	equal(t, "how many items", len(items.Data), 1)

	stopped, err := environments.Work.Stop(ctx, queued, anthropic.BetaEnvironmentWorkStopParams{
		EnvironmentID:                 id,
		BetaSelfHostedWorkStopRequest: anthropic.BetaSelfHostedWorkStopRequestParam{Force: anthropic.Bool(true)},
	})
	must(t, err)
	equal(t, "the end", string(stopped.State), "stopped")

	archived, err := environments.Archive(ctx, id, anthropic.BetaEnvironmentArchiveParams{})
	must(t, err)
	equal(t, "whether it is archived", archived.ArchivedAt != "", true)

	deleted, err := environments.Delete(ctx, id, anthropic.BetaEnvironmentDeleteParams{})
	must(t, err)
	equal(t, "what was deleted", deleted.ID, id)
}

func TestPages(t *testing.T) {
	ctx, client := context.Background(), account(t)
	id := selfHosted(t, client)
	var queued []string
	for range 7 {
		queued = append([]string{enqueue(t, id)}, queued...)
	}
	pager := client.Beta.Environments.Work.ListAutoPaging(ctx, id, anthropic.BetaEnvironmentWorkListParams{Limit: anthropic.Int(3)})
	for _, expected := range queued {
		equal(t, "whether there is a next item", pager.Next(), true)
		equal(t, "the next item", pager.Current().ID, expected)
	}
	equal(t, "whether there is one more", pager.Next(), false)
	must(t, pager.Err())
}

func TestRefusals(t *testing.T) {
	ctx, client := context.Background(), account(t)
	_, err := client.Beta.Environments.Get(ctx, "env_unknown", anthropic.BetaEnvironmentGetParams{})
	var refused *anthropic.Error
	if !errors.As(err, &refused) {
		t.Fatalf("expected an error of the API, found %v", err)
	}
	equal(t, "the status", refused.StatusCode, 404)
	equal(t, "whether it names its request", refused.RequestID != "", true)
}
