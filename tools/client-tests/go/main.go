// clienttest: Weaviate's Go client, unchanged, against a server at WEAVIATE_HOST, WEAVIATE_PORT and WEAVIATE_GRPC_PORT.
//
// Prints what became of each test as JSON: its name, with null or why it failed.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"
	"time"

	"github.com/go-openapi/strfmt"
	weaviate "github.com/weaviate/weaviate-go-client/v5/weaviate"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/filters"
	"github.com/weaviate/weaviate-go-client/v5/weaviate/grpc"
	rest "github.com/weaviate/weaviate/client"
	"github.com/weaviate/weaviate/client/export"
	"github.com/weaviate/weaviate/entities/models"
)

const (
	id      = "0e000000-0000-4000-8000-000000000001"
	otherID = "f0000000-0000-4000-8000-000000000002"
	backend = "filesystem"
)

// tests by their names, which the test of TypeScript reads.
var tests = map[string]func(*world){
	"tells that it is live and ready, and which version it has":                    meta,
	"creates a class, adds a property, reads the schema, and deletes it":           schema,
	"creates, reads, merges, replaces, and deletes an object":                      objects,
	"tells which objects would be refused":                                         validation,
	"writes a batch by REST, with what is wrong of each object":                    batchByRest,
	"writes a batch by gRPC, with named vectors":                                   batchByGrpc,
	"deletes by a where filter, and counts what it would first":                    deleteWhere,
	"creates tenants, changes their status, and keeps their objects apart":         tenants,
	"adds references, one by one and in a batch, and replaces and deletes them":    references,
	"exports with include, which leaves exclude as null, until it has SUCCESS":     exportIncluded,
	"exports with exclude, which leaves include as null, and cancels what is over": exportExcluded,
	"is told what is wrong with an export":                                         exportRefused,
}

// failure ends a test.
type failure struct{ reason string }

type world struct {
	context.Context
	client *weaviate.Client
	byGrpc *weaviate.Client
	export export.ClientService
	name   string
}

func (w *world) ok(err error) {
	if err != nil {
		panic(failure{err.Error()})
	}
}

func (w *world) same(found, expected any) {
	if !reflect.DeepEqual(found, expected) {
		panic(failure{fmt.Sprintf("%#v, not %#v", found, expected)})
	}
}

func (w *world) class(class models.Class, properties ...*models.Property) {
	class.Class, class.Vectorizer, class.Properties = w.name, "none", properties
	w.ok(w.client.Schema().ClassCreator().WithClass(&class).Do(w))
}

func (w *world) object(id string, tenant string) *models.Object {
	found, err := w.client.Data().ObjectsGetter().
		WithClassName(w.name).WithID(id).WithTenant(tenant).WithVector().Do(w)
	w.ok(err)
	w.same(len(found), 1)
	return found[0]
}

func (w *world) count(tenant string) int {
	found, err := w.client.Data().ObjectsGetter().WithClassName(w.name).WithTenant(tenant).Do(w)
	w.ok(err)
	return len(found)
}

func property(name string, dataType ...string) *models.Property {
	return &models.Property{Name: name, DataType: dataType}
}

func meta(w *world) {
	for _, check := range []interface {
		Do(context.Context) (bool, error)
	}{w.client.Misc().LiveChecker(), w.client.Misc().ReadyChecker()} {
		is, err := check.Do(w)
		w.ok(err)
		w.same(is, true)
	}
	found, err := w.client.Misc().MetaGetter().Do(w)
	w.ok(err)
	w.same(found.Version[:5], "1.37.")
}

func schema(w *world) {
	w.class(models.Class{Description: "of a test"}, property("title", "text"))
	w.ok(w.client.Schema().PropertyCreator().WithClassName(w.name).WithProperty(property("n", "int")).Do(w))
	found, err := w.client.Schema().ClassGetter().WithClassName(w.name).Do(w)
	w.ok(err)
	w.same(found.Description, "of a test")
	w.same([]string{found.Properties[0].Name, found.Properties[1].Name}, []string{"title", "n"})
	w.same(found.Properties[1].DataType, []string{"int"})
	dump, err := w.client.Schema().Getter().Do(w)
	w.ok(err)
	names := []string{}
	for _, class := range dump.Classes {
		names = append(names, class.Class)
	}
	sort.Strings(names)
	at := sort.SearchStrings(names, w.name)
	w.same(names[at], w.name)
	w.ok(w.client.Schema().ClassDeleter().WithClassName(w.name).Do(w))
	exists, err := w.client.Schema().ClassExistenceChecker().WithClassName(w.name).Do(w)
	w.ok(err)
	w.same(exists, false)
}

func objects(w *world) {
	w.class(models.Class{}, property("title", "text"), property("n", "int"))
	data := w.client.Data()
	made, err := data.Creator().WithClassName(w.name).WithID(id).WithVector([]float32{1, 0.5}).
		WithProperties(map[string]any{"title": "a <b> & c", "n": 1}).Do(w)
	w.ok(err)
	w.same(made.Object.ID, strfmt.UUID(id))
	found := w.object(id, "")
	w.same(found.Properties, any(map[string]any{"title": "a <b> & c", "n": float64(1)}))
	w.same(found.Vector, models.C11yVector{1, 0.5})
	w.ok(data.Updater().WithClassName(w.name).WithID(id).WithMerge().
		WithProperties(map[string]any{"n": 2}).Do(w))
	w.same(w.object(id, "").Properties, any(map[string]any{"title": "a <b> & c", "n": float64(2)}))
	w.ok(data.Updater().WithClassName(w.name).WithID(id).WithProperties(map[string]any{"n": 3}).Do(w))
	w.same(w.object(id, "").Properties, any(map[string]any{"n": float64(3)}))
	w.ok(data.Deleter().WithClassName(w.name).WithID(id).Do(w))
	exists, err := data.Checker().WithClassName(w.name).WithID(id).Do(w)
	w.ok(err)
	w.same(exists, false)
}

func validation(w *world) {
	w.class(models.Class{}, property("n", "int"))
	check := func(n any) error {
		return w.client.Data().Validator().WithClassName(w.name).WithID(id).
			WithProperties(map[string]any{"n": n}).Do(w)
	}
	w.ok(check(1))
	w.same(check("one") != nil, true)
	w.same(w.count(""), 0)
}

func batchByRest(w *world) {
	w.class(models.Class{}, property("n", "int"))
	found, err := w.client.Batch().ObjectsBatcher().WithObjects(
		&models.Object{Class: w.name, ID: id, Properties: map[string]any{"n": 1}},
		&models.Object{Class: w.name, ID: otherID, Properties: map[string]any{"n": "one"}},
	).Do(w)
	w.ok(err)
	w.same(*found[0].Result.Status, "SUCCESS")
	w.same(*found[1].Result.Status, "FAILED")
	w.same(w.count(""), 1)
}

func batchByGrpc(w *world) {
	w.class(models.Class{VectorConfig: map[string]models.VectorConfig{
		"small": {Vectorizer: map[string]any{"none": map[string]any{}}, VectorIndexType: "hnsw"},
	}}, property("texts", "text[]"), property("n", "int"))
	found, err := w.byGrpc.Batch().ObjectsBatcher().WithObjects(&models.Object{
		Class:      w.name,
		ID:         id,
		Properties: map[string]any{"texts": []string{"a", "b"}, "n": 7},
		Vectors:    models.Vectors{"small": []float32{1, 2, 3}},
	}).Do(w)
	w.ok(err)
	w.same(*found[0].Result.Status, "SUCCESS")
	object := w.object(id, "")
	w.same(object.Properties, any(map[string]any{"texts": []any{"a", "b"}, "n": float64(7)}))
	w.same(object.Vectors["small"], models.Vector([]float32{1, 2, 3}))
}

func deleteWhere(w *world) {
	w.class(models.Class{}, property("n", "int"))
	for at, one := range []string{id, otherID} {
		_, err := w.client.Data().Creator().WithClassName(w.name).WithID(one).
			WithProperties(map[string]any{"n": at}).Do(w)
		w.ok(err)
	}
	where := filters.Where().WithPath([]string{"id"}).WithOperator(filters.ContainsAny).WithValueText(id)
	for _, dryRun := range []bool{true, false} {
		found, err := w.client.Batch().ObjectsBatchDeleter().WithClassName(w.name).
			WithWhere(where).WithDryRun(dryRun).WithOutput("verbose").Do(w)
		w.ok(err)
		w.same(found.Results.Matches, int64(1))
		w.same(found.Results.Objects[0].ID, strfmt.UUID(id))
		w.same(w.count(""), map[bool]int{true: 2, false: 1}[dryRun])
	}
}

func tenants(w *world) {
	w.class(models.Class{MultiTenancyConfig: &models.MultiTenancyConfig{Enabled: true}}, property("n", "int"))
	schema := w.client.Schema()
	w.ok(schema.TenantsCreator().WithClassName(w.name).
		WithTenants(models.Tenant{Name: "a"}, models.Tenant{Name: "b"}).Do(w))
	_, err := w.client.Data().Creator().WithClassName(w.name).WithID(id).WithTenant("a").
		WithProperties(map[string]any{"n": 1}).Do(w)
	w.ok(err)
	w.same(w.object(id, "a").Tenant, "a")
	w.same(w.count("b"), 0)
	w.ok(schema.TenantsUpdater().WithClassName(w.name).
		WithTenants(models.Tenant{Name: "b", ActivityStatus: models.TenantActivityStatusCOLD}).Do(w))
	found, err := schema.TenantsGetter().WithClassName(w.name).Do(w)
	w.ok(err)
	statuses := map[string]string{}
	for _, tenant := range found {
		statuses[tenant.Name] = tenant.ActivityStatus
	}
	w.same(statuses["a"] == models.TenantActivityStatusHOT || statuses["a"] == models.TenantActivityStatusACTIVE, true)
	w.same(statuses["b"] == models.TenantActivityStatusCOLD || statuses["b"] == models.TenantActivityStatusINACTIVE, true)
	w.ok(schema.TenantsDeleter().WithClassName(w.name).WithTenants("b").Do(w))
	exists, err := schema.TenantsExists().WithClassName(w.name).WithTenant("b").Do(w)
	w.ok(err)
	w.same(exists, false)
}

func references(w *world) {
	w.class(models.Class{}, property("n", "int"))
	w.ok(w.client.Schema().PropertyCreator().WithClassName(w.name).WithProperty(property("of", w.name)).Do(w))
	data := w.client.Data()
	for _, one := range []string{id, otherID} {
		_, err := data.Creator().WithClassName(w.name).WithID(one).Do(w)
		w.ok(err)
	}
	beacons := func(of string) []string {
		told := []string{}
		properties, _ := w.object(of, "").Properties.(map[string]any)
		list, _ := properties["of"].([]any)
		for _, one := range list {
			told = append(told, one.(map[string]any)["beacon"].(string))
		}
		return told
	}
	to := func(one string) string { return fmt.Sprintf("weaviate://localhost/%s/%s", w.name, one) }
	payload := func(one string) *models.SingleRef {
		return data.ReferencePayloadBuilder().WithClassName(w.name).WithID(one).Payload()
	}
	w.ok(data.ReferenceCreator().WithClassName(w.name).WithID(id).WithReferenceProperty("of").
		WithReference(payload(otherID)).Do(w))
	w.same(beacons(id), []string{to(otherID)})
	batch := w.client.Batch()
	added, err := batch.ReferencesBatcher().WithReferences(batch.ReferencePayloadBuilder().
		WithFromClassName(w.name).WithFromRefProp("of").WithFromID(otherID).
		WithToClassName(w.name).WithToID(id).Payload()).Do(w)
	w.ok(err)
	w.same(*added[0].Result.Status, "SUCCESS")
	w.same(beacons(otherID), []string{to(id)})
	w.ok(data.ReferenceReplacer().WithClassName(w.name).WithID(id).WithReferenceProperty("of").
		WithReferences(&models.MultipleRef{payload(id), payload(otherID)}).Do(w))
	w.same(beacons(id), []string{to(id), to(otherID)})
	w.ok(data.ReferenceDeleter().WithClassName(w.name).WithID(id).WithReferenceProperty("of").
		WithReference(payload(id)).Do(w))
	w.same(beacons(id), []string{to(otherID)})
}

func (w *world) exported(request models.ExportCreateRequest) (*models.ExportStatusResponse, string) {
	w.class(models.Class{}, property("n", "int"))
	_, err := w.client.Data().Creator().WithClassName(w.name).WithID(id).WithProperties(map[string]any{"n": 1}).Do(w)
	w.ok(err)
	exportID, format := "of-"+strings.ToLower(w.name), "parquet"
	request.ID, request.FileFormat = &exportID, &format
	if request.Exclude == nil {
		request.Include = []string{w.name}
	}
	started, err := w.export.ExportCreate(export.NewExportCreateParams().WithContext(w).
		WithBackend(backend).WithBody(&request), nil)
	w.ok(err)
	w.same(started.Payload.ID, exportID)
	w.same(started.Payload.Status, "STARTED")
	for {
		status, err := w.export.ExportStatus(export.NewExportStatusParams().WithContext(w).
			WithBackend(backend).WithID(exportID), nil)
		w.ok(err)
		switch status.Payload.Status {
		case "SUCCESS":
			return status.Payload, exportID
		case "FAILED", "CANCELED":
			panic(failure{status.Payload.Error})
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func exportIncluded(w *world) {
	status, _ := w.exported(models.ExportCreateRequest{})
	w.same(status.Classes, []string{w.name})
	for _, shard := range status.ShardStatus[w.name] {
		w.same(shard.ObjectsExported, int64(1))
	}
	w.same(len(status.ShardStatus[w.name]), 1)
}

func exportExcluded(w *world) {
	dump, err := w.client.Schema().Getter().Do(w)
	w.ok(err)
	others := []string{}
	for _, class := range dump.Classes {
		others = append(others, class.Class)
	}
	status, exportID := w.exported(models.ExportCreateRequest{Exclude: others})
	w.same(status.Classes, []string{w.name})
	_, err = w.export.ExportCancel(export.NewExportCancelParams().WithContext(w).
		WithBackend(backend).WithID(exportID), nil)
	if _, isFinished := err.(*export.ExportCancelConflict); !isFinished {
		panic(failure{fmt.Sprintf("canceling what is over gave %v", err)})
	}
}

func exportRefused(w *world) {
	exportID, format := "never", "parquet"
	_, err := w.export.ExportCreate(export.NewExportCreateParams().WithContext(w).WithBackend(backend).
		WithBody(&models.ExportCreateRequest{ID: &exportID, FileFormat: &format, Include: []string{"Unknown"}}), nil)
	refused, is := err.(*export.ExportCreateUnprocessableEntity)
	w.same(is, true)
	w.same(len(refused.Payload.Error) > 0 && refused.Payload.Error[0].Message != "", true)
	_, err = w.export.ExportStatus(export.NewExportStatusParams().WithContext(w).
		WithBackend(backend).WithID(exportID), nil)
	_, is = err.(*export.ExportStatusNotFound)
	w.same(is, true)
}

func run(w *world, test func(*world)) (reason *string) {
	defer func() {
		if caught := recover(); caught != nil {
			text := fmt.Sprint(caught)
			if failed, is := caught.(failure); is {
				text = failed.reason
			}
			reason = &text
		}
	}()
	test(w)
	return nil
}

func main() {
	host := os.Getenv("WEAVIATE_HOST")
	address := host + ":" + os.Getenv("WEAVIATE_PORT")
	config := weaviate.Config{Host: address, Scheme: "http"}
	client, err := weaviate.NewClient(config)
	if err != nil {
		panic(err)
	}
	config.GrpcConfig = &grpc.Config{Host: host + ":" + os.Getenv("WEAVIATE_GRPC_PORT")}
	byGrpc, err := weaviate.NewClient(config)
	if err != nil {
		panic(err)
	}
	api := rest.NewHTTPClientWithConfig(nil, &rest.TransportConfig{Host: address, BasePath: "/v1", Schemes: []string{"http"}})
	titles := []string{}
	for title := range tests {
		titles = append(titles, title)
	}
	sort.Strings(titles)
	outcomes := map[string]*string{}
	for at, title := range titles {
		world := &world{context.Background(), client, byGrpc, api.Export, fmt.Sprintf("Test%d", at)}
		outcomes[title] = run(world, tests[title])
	}
	if err := json.NewEncoder(os.Stdout).Encode(outcomes); err != nil {
		panic(err)
	}
}
