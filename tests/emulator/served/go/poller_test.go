package emulator_test

import (
	"context"
	"testing"
	"time"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/lib/environments"
	"github.com/anthropics/anthropic-sdk-go/packages/param"
)

// newPoller gives a poller that ends when the queue is empty.
func newPoller(t *testing.T, client anthropic.Client, id string, set func(*environments.WorkPollerOptions)) *environments.WorkPoller {
	t.Helper()
	options := environments.WorkPollerOptions{
		EnvironmentID:  id,
		EnvironmentKey: environmentKey(id),
		Drain:          true,
		BlockMs:        param.Null[int64](),
	}
	set(&options)
	return environments.NewWorkPoller(context.Background(), client, options)
}

func stateOf(t *testing.T, client anthropic.Client, id, work string) string {
	t.Helper()
	item, err := client.Beta.Environments.Work.Get(context.Background(), work, anthropic.BetaEnvironmentWorkGetParams{EnvironmentID: id})
	must(t, err)
	return string(item.State)
}

func TestPollerDrainsAndStops(t *testing.T) {
	client := account(t)
	id := selfHosted(t, client)
	var queued []string
	for range 3 {
		queued = append(queued, enqueue(t, id))
	}
	poller := newPoller(t, client, id, func(*environments.WorkPollerOptions) {})
	for _, expected := range queued {
		equal(t, "whether there is work", poller.Next(), true)
		equal(t, "the item", poller.Current().ID, expected)
		equal(t, "its state", stateOf(t, client, id, expected), "starting")
	}
	equal(t, "whether there is more", poller.Next(), false)
	must(t, poller.Err())
	poller.Close()
	for _, work := range queued {
		equal(t, "the state behind the poller", stateOf(t, client, id, work), "stopping")
	}
}

func TestPollerReclaims(t *testing.T) {
	client := account(t)
	id := selfHosted(t, client)
	left := enqueue(t, id)
	_, err := client.Beta.Environments.Work.Poll(context.Background(), id, anthropic.BetaEnvironmentWorkPollParams{})
	must(t, err)

	early := newPoller(t, client, id, func(options *environments.WorkPollerOptions) {
		options.ReclaimOlderThanMs = param.NewOpt(int64(3_600_000))
	})
	equal(t, "whether it is reclaimed too early", early.Next(), false)
	must(t, early.Err())

	// Older than 1 ms is what is to be reclaimed; the server's clock counts whole ones.
	time.Sleep(50 * time.Millisecond)
	late := newPoller(t, client, id, func(options *environments.WorkPollerOptions) {
		options.ReclaimOlderThanMs = param.NewOpt(int64(1))
	})
	defer late.Close()
	equal(t, "whether there is work", late.Next(), true)
	equal(t, "the item", late.Current().ID, left)
}

func TestPollerWaitsForWork(t *testing.T) {
	client := account(t)
	id := selfHosted(t, client)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	poller := environments.NewWorkPoller(ctx, client, environments.WorkPollerOptions{EnvironmentID: id, EnvironmentKey: environmentKey(id)})
	defer poller.Close()
	queued := make(chan string, 1)
	time.AfterFunc(100*time.Millisecond, func() { queued <- enqueue(t, id) })
	equal(t, "whether there is work", poller.Next(), true)
	equal(t, "the item", poller.Current().ID, <-queued)
}
